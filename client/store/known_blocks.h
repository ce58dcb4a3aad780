// What is here already of partitions that are told anew, so that the hub tells only what differs: after a long absence,
// for a copy, or where `doctor --repair` asks for it.
#pragma once

#include <vector>

#include "client/store/client_store.h"

namespace minsync {

// The records of one block, so that they can be kept if the hub says that it has the same.
struct OwnBlock {
  KnownBlock known;
  std::vector<RecordId> records;
};
struct OwnBlocks {
  PartitionId partition;
  std::vector<OwnBlock> blocks;
};

// Of the partitions that these cursors say are told anew, from where the cursors stand.
Result<std::vector<OwnBlocks>> own_blocks(ClientStore& store, const std::vector<Cursor>& cursors);

// Asks for everything to be told anew with the next request, in the caller's write transaction.
Status ask_anew(ClientStore& store);

}  // namespace minsync
