#include "client/sync/hand_over.h"

#include "client/sync/asking.h"
#include "client/sync/hub_error.h"
#include "shared/time/wall_clock.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

// The hub knows a batch that comes again by its bytes, so they are always cut alike.
constexpr std::size_t kEditsAtOnce = 200;

// False if it is of no use to go on.
Result<bool> send(ClientStore& store, Transport& line, const PrivateKey& key, PackedEdits packed) {
  MINSYNC_ASSIGN(auto request, next_request(store, wall_clock_ms(), 0));
  MINSYNC_ASSIGN(auto part, signed_part(store, key, std::move(packed)));
  request.batches.push_back(std::move(part.batch));
  request.evidence = std::move(part.evidence);
  auto body = encode_request(request);
  body += key.sign(body);
  const auto answer = line.post("/v1/sync", "application/octet-stream", std::move(body), 64 * 1024);
  return answer && answer->status != 200 && may_be_handed_over(hub_error(*answer));
}

}  // namespace

bool may_be_handed_over(const Fault& fault) {
  return fault.id == "hub.device_revoked" || fault.id == "hub.key_replaced";
}

Status hand_over(ClientStore& store, Transport& line, const std::atomic<bool>& cancel) {
  MINSYNC_ASSIGN(const auto key, store.device_key());
  MINSYNC_ASSIGN(const auto groups, store.groups_to_send());
  for (const auto& group : groups) {
    for (Sequence after{}; !cancel;) {
      MINSYNC_ASSIGN(auto packed, pack_after(store, group, after, kEditsAtOnce));
      if (!packed) break;
      after = packed->edits.last.sequence;
      MINSYNC_ASSIGN(const bool go_on, send(store, line, key, std::move(*packed)));
      if (!go_on) return {};
    }
  }
  return {};
}

}  // namespace minsync
