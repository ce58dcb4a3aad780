// How far a hub's journal is in a verified backup. Answers say it, so that devices know what of their edits is safe
// whatever becomes of the hub's machine.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

// Up to which version of the partition everything is in a verified backup; 0: none.
Result<Version> backed_up_to(HubStore& store, PartitionId partition);
// In the caller's write transaction; `partitions` as the verified copy has them.
Status note_backed_up(HubStore& store, const std::vector<Partition>& partitions);

}  // namespace minsync
