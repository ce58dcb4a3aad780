#include "hub/recovery/chain_check.h"

namespace minsync {
namespace {

tl::unexpected<Fault> broken(PartitionId partition, std::uint64_t number) {
  return fail(FaultKind::integrity, "hub.chain_broken", {std::to_string(partition.value), std::to_string(number)});
}

// Versions go on without gaps, or begin anew with an epoch.
bool follows(Version last, Version first) {
  const Version begin{(epoch_of(first) << kVersionEpochShift) + 1};
  return first.value == last.value + 1 || (epoch_of(first) > epoch_of(last) && first == begin);
}

Status check_chain(HubStore& store, const Partition& partition) {
  Digest hash{};
  Version last;
  for (std::uint64_t number = 1; number <= partition.entries; ++number) {
    MINSYNC_ASSIGN(const auto entry, store.entry(partition.id, number));
    if (!entry || chain_hash(hash, *entry) != entry->hash) return broken(partition.id, number);
    if (!follows(last, entry->first) || entry->count == 0) return broken(partition.id, number);
    hash = entry->hash;
    last.value = entry->first.value + entry->count - 1;
  }
  MINSYNC_ASSIGN(const auto beyond, store.entry(partition.id, partition.entries + 1));
  if (beyond || hash != partition.chain || last != partition.last) return broken(partition.id, partition.entries);
  return {};
}

}  // namespace

Result<ChainReport> check_chains(HubStore& store) {
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  ChainReport report;
  for (const auto& partition : partitions) {
    MINSYNC_TRY(check_chain(store, partition));
    ++report.partitions;
    report.entries += partition.entries;
  }
  return report;
}

}  // namespace minsync
