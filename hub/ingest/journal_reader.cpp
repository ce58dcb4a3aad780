#include "hub/ingest/journal_reader.h"

#include <algorithm>

#include "hub/ingest/journal_act.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

tl::unexpected<Fault> damaged() {
  return fail(FaultKind::integrity, "common.damaged", {"journal"});
}

bool gave(const JournalEntry& entry, PartitionId partition, Version version) {
  return entry.partition == partition && entry.first <= version && version.value < entry.first.value + entry.count;
}

}  // namespace

Result<EntryEdits> edits_of(const JournalEntry& entry) {
  if (entry.batch.size() > kSignatureSize) {
    auto batch = decode_batch(std::string_view(entry.batch).substr(0, entry.batch.size() - kSignatureSize));
    if (batch) return EntryEdits{std::move(*batch), false};
  }
  auto batch = decode_batch(entry.batch);
  if (!batch) return damaged();
  return EntryEdits{std::move(*batch), true};
}

Status JournalReader::open(PartitionId partition, Version version) {
  if (entry_ && gave(*entry_, partition, version)) return {};
  entry_.reset();
  MINSYNC_ASSIGN(auto entry, store_.entry_at(partition, version));
  if (!entry || !gave(*entry, partition, version) || act_of(*entry)) return {};
  MINSYNC_ASSIGN(verdicts_, decode_verdicts(entry->verdicts));
  MINSYNC_ASSIGN(auto edits, edits_of(*entry));
  batch_ = std::move(edits.batch);
  if (verdicts_.size() != entry->count || batch_.edits.size() != entry->count) return damaged();
  entry_ = std::move(entry);
  return {};
}

Result<std::optional<JournaledEdit>> JournalReader::read(PartitionId partition, Version version) {
  MINSYNC_TRY(open(partition, version));
  if (!entry_) return std::nullopt;
  const auto index = version.value - entry_->first.value;
  return JournaledEdit{batch_.edits[index], verdicts_[index], entry_->at_ms};
}

Result<std::vector<MergedEdit>> JournalReader::life_of(PartitionId partition, RecordId record, Version newest) {
  std::vector<MergedEdit> life;
  for (Version version = newest; version.value != 0;) {
    MINSYNC_ASSIGN(auto journaled, read(partition, version));
    if (!journaled) return damaged();
    const Verdict& verdict = journaled->verdict;
    const bool fits =
        verdict.kind == Verdict::Kind::merged && journaled->edit.record == record && verdict.previous < version;
    if (!fits) return damaged();
    const Origin origin{journaled->edit.id, version, verdict.stamp, verdict.rank, verdict.former};
    const UnitId placed = verdict.placed;
    version = verdict.previous;
    life.push_back({std::move(journaled->edit), origin, journaled->at_ms, placed});
  }
  std::ranges::reverse(life);
  return life;
}

}  // namespace minsync
