// An act's entry has, in place of a batch, the letters MSX1 and a byte, and no verdicts.
#include "hub/ingest/journal_act.h"

namespace minsync {
namespace {

constexpr std::string_view kLetters = "MSX1";

}  // namespace

Status journal_act(HubStore& store, Act act, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (Partition partition : partitions) {
    JournalEntry entry;
    entry.partition = partition.id;
    entry.number = partition.entries + 1;
    entry.first = Version{partition.last.value + 1};
    entry.count = 1;
    entry.at_ms = now_ms;
    entry.batch = std::string(kLetters) + static_cast<char>(act);
    entry.verdicts = encode_verdicts({});
    entry.hash = chain_hash(partition.chain, entry);
    MINSYNC_TRY(store.append(entry, {partition.id, entry.first, entry.number, entry.hash}));
  }
  return {};
}

std::optional<Act> act_of(const JournalEntry& entry) {
  if (entry.batch.size() != kLetters.size() + 1 || !entry.batch.starts_with(kLetters)) return std::nullopt;
  const auto act = static_cast<Act>(entry.batch.back());
  if (act != Act::epoch_begun && act != Act::recovery_closed) return std::nullopt;
  return act;
}

}  // namespace minsync
