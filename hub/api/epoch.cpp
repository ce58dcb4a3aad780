#include "hub/api/epoch.h"

#include <algorithm>

#include "hub/ingest/edit_names.h"
#include "hub/ingest/journal_act.h"
#include "hub/ingest/waiting_room.h"

namespace minsync {

Result<std::uint16_t> epoch_of(HubStore& store) {
  MINSYNC_ASSIGN(const auto epoch, store.setting("epoch"));
  return static_cast<std::uint16_t>(std::stoul(epoch));
}

Result<std::array<std::uint8_t, 8>> chain_at(HubStore& store, PartitionId partition, Version version) {
  std::array<std::uint8_t, 8> chain{};
  MINSYNC_ASSIGN(const auto entry, store.entry_at(partition, version));
  if (entry) std::copy_n(entry->hash.begin(), chain.size(), chain.begin());
  return chain;
}

Result<bool> is_known(HubStore& store, const Cursor& cursor) {
  if (cursor.version.value == 0) return true;
  MINSYNC_ASSIGN(const auto partition, store.partition(cursor.partition));
  if (cursor.version > partition.last) return false;
  MINSYNC_ASSIGN(const auto chain, chain_at(store, cursor.partition, cursor.version));
  return chain == cursor.chain;
}

Result<bool> went_back(HubStore& store, const SyncRequest& request, bool answer_forgotten) {
  MINSYNC_ASSIGN(const auto epoch, epoch_of(store));
  if (request.epoch != epoch) return request.epoch > epoch;
  if (answer_forgotten) return true;
  MINSYNC_ASSIGN(const auto serial, store.last_serial(request.device));
  if (request.receipt_cursor > serial) return true;
  for (const auto& cursor : request.cursors) {
    MINSYNC_ASSIGN(const bool known, is_known(store, cursor));
    if (!known) return true;
  }
  if (request.receipted.value == 0) return false;
  const EditId newest{request.device, request.receipted_incarnation, request.receipted};
  MINSYNC_ASSIGN(const auto received, store.received(newest));
  if (!received) return true;
  if (received->digest == request.receipted_digest) return false;
  MINSYNC_ASSIGN(const auto known, EditNames(store).find(newest, request.receipted_digest));
  return !known;
}

Status begin_next_epoch(HubStore& store, std::uint16_t known_elsewhere, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto epoch, epoch_of(store));
  const auto next = std::max(epoch, known_elsewhere) + 1;
  if (next > UINT16_MAX) return fail(FaultKind::failed, "hub.no_more_epochs");
  MINSYNC_TRY(open_recovery(store, now_ms));
  MINSYNC_TRY(store.begin_epoch(static_cast<std::uint16_t>(next)));
  return journal_act(store, Act::epoch_begun, now_ms);
}

}  // namespace minsync
