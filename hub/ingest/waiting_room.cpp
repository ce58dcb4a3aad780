#include "hub/ingest/waiting_room.h"

#include <algorithm>
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

// All of them in turn, until nothing more of what waits in the partition can be merged.
Status release_partition(Ingest& ingest) {
  for (bool progress = true; progress;) {
    MINSYNC_ASSIGN(const auto all, ingest.store.all_waiting());
    MINSYNC_ASSIGN(progress, release_all(ingest, all));
  }
  return {};
}

Ingest begin_release(HubStore& store, const IngestContext& context, const Partition& partition) {
  return {store, context, {}, {}, partition, EditNames(store), {}, {}, false, {}, {}, {}, true};
}

Result<bool> lacks_base(EditNames& names, const Edit& edit) {
  for (const auto& change : edit.changes) {
    if (change.base.own.empty()) continue;
    const auto& range = change.base.own.back();
    MINSYNC_ASSIGN(const auto known,
                   names.find({edit.id.device, range.incarnation, range.last}, change.base.own_digest));
    if (!known) return true;
  }
  return false;
}

// The one with the smallest number, since others may stand on it.
Result<std::optional<WaitingEdit>> next_without_base(HubStore& store, DeviceId device, PartitionId partition) {
  MINSYNC_ASSIGN(const auto waiting, store.waiting(device));
  MINSYNC_ASSIGN(auto without, without_base(store, waiting));
  std::erase_if(without, [&](const WaitingEdit& one) { return one.partition != partition; });
  const auto next = std::ranges::min_element(
      without, {}, [](const WaitingEdit& one) { return std::pair(one.edit.id.incarnation, one.edit.id.sequence); });
  if (next == without.end()) return std::nullopt;
  return *next;
}

// In the partition that is at hand.
Status give_up_in(Ingest& ingest) {
  MINSYNC_ASSIGN(auto next, next_without_base(ingest.store, ingest.device.id, ingest.partition.id));
  if (!next) return {};
  MINSYNC_ASSIGN(ingest.partition,
                 journal_act(ingest.store, ingest.partition, {Act::bases_given_up}, ingest.context.now_ms));
  while (next) {
    MINSYNC_ASSIGN(const auto kind, ingest_alone(ingest, *next, Verdict::Kind::waiting, true));
    // It waits for something else besides.
    if (!kind || *kind == Verdict::Kind::waiting) return {};
    MINSYNC_TRY(release_partition(ingest));
    MINSYNC_ASSIGN(next, next_without_base(ingest.store, ingest.device.id, ingest.partition.id));
  }
  return {};
}

}  // namespace

Result<std::optional<Verdict::Kind>> ingest_alone(Ingest& ingest, const WaitingEdit& kept, Verdict::Kind kept_as,
                                                  bool given_up) {
  MINSYNC_ASSIGN(const auto below, receipts_below(ingest, kept.edit));
  if (!below && !given_up) return std::nullopt;
  const Arrival arrival{kept.edit, edit_digest(kept.edit), kept.former, kept.stamp, kept.former.value != 0};
  MINSYNC_ASSIGN(const auto known, ingest.names.find(kept.edit.id, arrival.digest));
  const EditId name = known ? known->merged_as : kept.edit.id;
  MINSYNC_ASSIGN(const auto named, ingest.names.renamed(kept.edit, name, given_up));
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
    auto ingest = begin_release(store, context, partition);
    MINSYNC_TRY(release_partition(ingest));
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
    auto ingest = begin_release(store, context, partition);
    MINSYNC_TRY(release_partition(ingest));
    closed.merged += ingest.report.merged;
    closed.refused += ingest.report.refused;
  }
  MINSYNC_ASSIGN(const auto left, store.all_waiting());
  closed.waiting = left.size();
  return closed;
}

Result<std::vector<WaitingEdit>> without_base(HubStore& store, const std::vector<WaitingEdit>& waiting) {
  EditNames names(store);
  std::vector<WaitingEdit> without;
  for (const auto& one : waiting) {
    MINSYNC_ASSIGN(const bool lacks, lacks_base(names, one.edit));
    if (lacks) without.push_back(one);
  }
  return without;
}

Result<Closed> give_up_bases(HubStore& store, const IngestContext& context, DeviceId device) {
  MINSYNC_ASSIGN(const bool recovering, in_recovery(store));
  if (recovering) return fail(FaultKind::usage, "hub.give_up_in_recovery", {});
  MINSYNC_ASSIGN(const auto author, store.find_device(device));
  if (!author) return fail(FaultKind::bad_input, "hub.no_such_device", {device.value.text()});
  Closed closed;
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    auto ingest = begin_release(store, context, partition);
    ingest.device = *author;
    MINSYNC_TRY(give_up_in(ingest));
    closed.merged += ingest.report.merged;
    closed.refused += ingest.report.refused;
  }
  MINSYNC_ASSIGN(const auto left, store.waiting(device));
  closed.waiting = left.size();
  return closed;
}

}  // namespace minsync
