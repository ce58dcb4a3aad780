// Removed records are kept with all that was said of them until somebody purges them (MERGE.md, "Purged records"): then
// the journal alone has them. A partition's fence says up to which version: a device that has not come so far is told
// the partition anew. What comes late for a purged record is held until the bureau says whether the record comes back.
// All of it in the caller's write transaction.
#pragma once

#include "hub/ingest/own_edits.h"
#include "hub/ingest/rights.h"

namespace minsync {

// Purges what was removed by an edit that came before `before_ms`, but for reference data and records on which
// something waits or is held. Says how many. Fault: a recovery is open, in which edits may come that keep them alive.
Result<std::uint64_t> purge_removed(HubStore& store, const IngestContext& context, std::int64_t before_ms);

// The same up to `fence`, as it was journaled; gives the partition as it is then, and how many records.
struct PurgedPartition {
  Partition partition;
  std::uint64_t records = 0;
};
Result<PurgedPartition> purge_up_to(HubStore& store, const IngestContext& context, Partition partition, Version fence);

// Purged records for which something came late.
struct LateFor {
  Purged purged;
  std::vector<HeldEdit> held;
};
Result<std::vector<LateFor>> late_for_purged(HubStore& store);

// Brings the record back as it was removed, and merges what is held on it: what the removal had not seen keeps it
// alive.
Status restore_purged(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId record,
                      const std::string& reason);
// Leaves it removed: what is held on it is refused, and stays with its authors. Says how many edits.
Result<std::uint64_t> refuse_late(HubStore& store, const IngestContext& context, RecordId record);

}  // namespace minsync
