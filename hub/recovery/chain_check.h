// The journal against its own hashes.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

struct ChainReport {
  std::uint64_t partitions = 0, entries = 0;
};

// Computes every partition's chain again from its first entry. An entry that is missing, altered or too many is
// FaultKind::integrity "hub.chain_broken" with its partition and number. Call it inside a read snapshot.
Result<ChainReport> check_chains(HubStore& store);

}  // namespace minsync
