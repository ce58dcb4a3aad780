#include "tests/simulation/journal_view.h"

#include "hub/ingest/edit_names.h"
#include "hub/ingest/journal_act.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync::simulation {
namespace {

struct Reading {
  World& world;
  JournalView& view;
  // By the name that they may have when they are released, and the stamp: which of two forks keeps the number is only
  // known then.
  std::map<std::pair<EditId, Stamp>, EditKey> waiting;
  std::set<EditId> merged_names;
};

std::optional<Violation> chain_broken(const JournalEntry& entry) {
  return Violation{"the journal's chain verifies",
                   "partition " + std::to_string(entry.partition.value) + " entry " + std::to_string(entry.number)};
}

std::optional<Violation> take_merged(Reading& reading, const JournalEntry& entry, const Edit& edit,
                                     const Verdict& verdict, Version version) {
  if (!reading.merged_names.insert(edit.id).second) return Violation{"no edit is merged twice", text_of(edit.id)};
  const Origin origin{edit.id, version, verdict.stamp, verdict.rank, verdict.former};
  Edit merged = edit;
  if (verdict.placed.value != 0) merged.unit = verdict.placed;
  reading.view.merged[edit.record].push_back({std::move(merged), origin, entry.at_ms});
  reading.view.partition_of[edit.record] = entry.partition;
  return std::nullopt;
}

void take_arrival(Reading& reading, const Edit& edit, const Verdict& verdict, PartitionId partition, Version version) {
  if (verdict.kind == Verdict::Kind::duplicate) return;
  const EditKey key{edit.id, edit_digest(edit)};
  auto& arrived = reading.view.arrived[key];
  arrived.partition = partition;
  arrived.received = version;
  ++arrived.times;
  arrived.kind = verdict.kind;
  if (verdict.kind == Verdict::Kind::merged) arrived.version = version;
  arrived.was_held = verdict.kind == Verdict::Kind::held;
  if (verdict.kind != Verdict::Kind::waiting && verdict.kind != Verdict::Kind::held) return;
  reading.waiting.emplace(std::pair(edit.id, edit.stamp), key);
  reading.waiting.emplace(std::pair(EditNames::fork_name(edit.id, key.second), edit.stamp), key);
}

// An entry that the hub wrote for an edit that had waited or was held.
std::optional<Violation> take_release(Reading& reading, const Edit& edit, const Verdict& verdict, Version version) {
  const auto found = reading.waiting.find({edit.id, edit.stamp});
  if (found == reading.waiting.end()) return Violation{"only what waited is released", text_of(edit.id)};
  auto& arrived = reading.view.arrived.at(found->second);
  arrived.kind = verdict.kind;
  arrived.was_held = arrived.was_held || verdict.kind == Verdict::Kind::held;
  arrived.fork = edit.id != found->second.first;
  if (verdict.kind == Verdict::Kind::merged) arrived.version = version;
  return std::nullopt;
}

std::optional<Violation> take_entry(Reading& reading, const JournalEntry& entry) {
  if (act_of(entry)) return std::nullopt;
  const auto verdicts = decode_verdicts(entry.verdicts);
  const bool long_enough = entry.batch.size() > kSignatureSize;
  auto batch =
      decode_batch(std::string_view(entry.batch).substr(0, long_enough ? entry.batch.size() - kSignatureSize : 0));
  const bool from_device = batch.has_value();
  if (!from_device) batch = decode_batch(entry.batch);
  if (!batch || !verdicts || batch->edits.size() != entry.count || verdicts->size() != entry.count)
    return chain_broken(entry);
  for (std::size_t i = 0; i < batch->edits.size(); ++i) {
    const Edit& edit = batch->edits[i];
    const auto& verdict = (*verdicts)[i];
    const Version version{entry.first.value + i};
    if (from_device) {
      take_arrival(reading, edit, verdict, entry.partition, version);
    } else if (auto broken = take_release(reading, edit, verdict, version)) {
      return broken;
    }
    if (verdict.kind != Verdict::Kind::merged) continue;
    if (auto broken = take_merged(reading, entry, edit, verdict, version)) return broken;
  }
  return std::nullopt;
}

std::optional<Violation> read_partition(Reading& reading, const Partition& partition) {
  Digest hash{};
  Version last;
  for (std::uint64_t number = 1; number <= partition.entries; ++number) {
    const auto entry = sure(reading.world.hub.store().entry(partition.id, number));
    if (!entry) return Violation{"the journal has no gaps", "entry " + std::to_string(number)};
    if (chain_hash(hash, *entry) != entry->hash || entry->first <= last) return chain_broken(*entry);
    hash = entry->hash;
    last.value = entry->first.value + entry->count - 1;
    if (auto broken = take_entry(reading, *entry)) return broken;
  }
  if (hash != partition.chain) return Violation{"the journal's chain verifies", "its end"};
  return std::nullopt;
}

}  // namespace

std::optional<Violation> read_journal(World& world, JournalView& view) {
  Reading reading{world, view, {}, {}};
  for (const auto& partition : sure(world.hub.store().partitions())) {
    if (auto broken = read_partition(reading, partition)) return broken;
  }
  return std::nullopt;
}

}  // namespace minsync::simulation
