// An act's entry has, in place of a batch, the letters MSX1, a byte and, for a purge, the fence as a number. It has no
// verdicts.
#include "hub/ingest/journal_act.h"

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

constexpr std::string_view kLetters = "MSX1";

}  // namespace

Result<Partition> journal_act(HubStore& store, Partition partition, const JournaledAct& act, std::int64_t now_ms) {
  ByteWriter out;
  out.raw(kLetters);
  out.byte(static_cast<std::uint8_t>(act.act));
  if (act.act == Act::purged) out.number(act.fence.value);
  JournalEntry entry;
  entry.partition = partition.id;
  entry.number = partition.entries + 1;
  entry.first = Version{partition.last.value + 1};
  entry.count = 1;
  entry.at_ms = now_ms;
  entry.batch = out.take();
  entry.verdicts = encode_verdicts({});
  entry.hash = chain_hash(partition.chain, entry);
  partition.last = entry.first;
  partition.entries = entry.number;
  partition.chain = entry.hash;
  MINSYNC_TRY(store.append(entry, partition));
  return partition;
}

Status journal_act(HubStore& store, Act act, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    MINSYNC_TRY(journal_act(store, partition, {act}, now_ms));
  }
  return {};
}

std::optional<JournaledAct> act_of(const JournalEntry& entry) {
  if (entry.batch.size() <= kLetters.size() || !entry.batch.starts_with(kLetters)) return std::nullopt;
  ByteReader in(std::string_view(entry.batch).substr(kLetters.size()));
  JournaledAct act{static_cast<Act>(in.byte())};
  switch (act.act) {
    case Act::epoch_begun:
    case Act::recovery_closed:
    case Act::bases_given_up:
      break;
    case Act::purged:
      act.fence.value = in.number();
      break;
    default:
      return std::nullopt;
  }
  if (!in.done()) return std::nullopt;
  return act;
}

}  // namespace minsync
