#include "hub/ingest/waiting_room.h"

#include <utility>

#include "hub/ingest/holding.h"
#include "hub/ingest/journal_act.h"
#include "shared/crypto/edit_digest.h"

namespace minsync {
namespace {

constexpr const char* kRecovering = "recovering";

Result<bool> release(Ingest& ingest, const WaitingEdit& waiting) {
  MINSYNC_ASSIGN(const auto kind, ingest_alone(ingest, waiting, Verdict::Kind::waiting));
  return kind && *kind != Verdict::Kind::waiting;
}

Result<bool> release_all(Ingest& ingest, const std::vector<WaitingEdit>& all) {
  bool progress = false;
  for (const auto& waiting : all) {
    if (waiting.partition != ingest.partition.id) continue;
    const Device sender = ingest.device;
    if (waiting.edit.id.device != sender.id) {
      MINSYNC_ASSIGN(const auto author, ingest.store.find_device(waiting.edit.id.device));
      if (!author) continue;
      ingest.device = *author;
    }
    MINSYNC_ASSIGN(const bool released, release(ingest, waiting));
    ingest.device = sender;
    progress = progress || released;
  }
  MINSYNC_ASSIGN(const bool reopened, release_reopened(ingest));
  return progress || reopened;
}

}  // namespace

Result<std::optional<Verdict::Kind>> ingest_alone(Ingest& ingest, const WaitingEdit& kept, Verdict::Kind kept_as) {
  MINSYNC_ASSIGN(const auto below, receipts_below(ingest, kept.edit));
  if (!below) return std::nullopt;
  const Arrival arrival{kept.edit, edit_digest(kept.edit), kept.former, kept.stamp, kept.former.value != 0};
  MINSYNC_ASSIGN(const auto known, ingest.names.find(kept.edit.id, arrival.digest));
  const EditId name = known ? known->merged_as : kept.edit.id;
  MINSYNC_ASSIGN(const auto named, ingest.names.renamed(kept.edit, name));
  if (!named) return std::nullopt;
  MINSYNC_TRY(ingest.store.drop_waiting(kept.edit.id, arrival.digest));
  MINSYNC_TRY(ingest_edit(ingest, arrival, *named, {ingest.partition.last.value + 1}));
  const auto kind = ingest.verdicts.back().kind;
  if (kind == kept_as) {
    ingest.verdicts.clear();
    return kind;
  }
  MINSYNC_TRY(write_alone(ingest, *named));
  return kind;
}

Status release_waiting(Ingest& ingest) {
  ingest.releasing = true;
  for (bool progress = true; progress;) {
    MINSYNC_ASSIGN(const auto own, ingest.store.waiting(ingest.device.id));
    MINSYNC_ASSIGN(progress, release_all(ingest, own));
    for (const auto record : std::exchange(ingest.found_again, {})) {
      MINSYNC_ASSIGN(const auto others, ingest.store.waiting_on(record));
      MINSYNC_ASSIGN(const bool more, release_all(ingest, others));
      progress = progress || more;
    }
  }
  return {};
}

Result<std::int64_t> recovery_since(HubStore& store) {
  MINSYNC_ASSIGN(const auto since, store.setting(kRecovering));
  return since.empty() ? 0 : std::stoll(since);
}

Result<bool> in_recovery(HubStore& store) {
  MINSYNC_ASSIGN(const auto since, store.setting(kRecovering));
  return !since.empty();
}

Status open_recovery(HubStore& store, std::int64_t now_ms) {
  return store.set_setting(kRecovering, std::to_string(now_ms));
}

Status retry_waiting(HubStore& store, const IngestContext& context) {
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    MINSYNC_ASSIGN(const auto current, store.partition(partition.id));
    Ingest ingest{store, context, {}, {}, current, EditNames(store), {}, {}, false, {}, {}, {}, true};
    for (bool progress = true; progress;) {
      MINSYNC_ASSIGN(const auto all, store.all_waiting());
      MINSYNC_ASSIGN(progress, release_all(ingest, all));
    }
  }
  return {};
}

Result<Closed> close_recovery(HubStore& store, const IngestContext& context) {
  MINSYNC_ASSIGN(const bool open, in_recovery(store));
  if (open) MINSYNC_TRY(journal_act(store, Act::recovery_closed, context.now_ms));
  MINSYNC_TRY(store.set_setting(kRecovering, ""));
  Closed closed;
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    for (bool progress = true; progress;) {
      MINSYNC_ASSIGN(const auto current, store.partition(partition.id));
      Ingest ingest{store, context, {}, {}, current, EditNames(store), {}, {}, false, {}, {}, {}, true};
      MINSYNC_ASSIGN(const auto all, store.all_waiting());
      MINSYNC_ASSIGN(progress, release_all(ingest, all));
      closed.merged += ingest.report.merged;
      closed.refused += ingest.report.refused;
    }
  }
  MINSYNC_ASSIGN(const auto left, store.all_waiting());
  closed.waiting = left.size();
  return closed;
}

}  // namespace minsync
