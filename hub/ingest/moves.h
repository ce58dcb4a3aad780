// Records that go to another org unit, by the bureau's word: edits of the hub's own device.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// Moves the record, and with it those that stand under it in forms that say so (`moves_with_parent`), in the caller's
// write transaction. Returns how many were moved. Faults (bad_input): no such record, or it is there already.
Result<std::size_t> move_record(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id,
                                UnitId to, const std::string& reason);

// The edits that move these, each in its record's partition; also where the unit stays and only its boundaries changed.
Status ingest_moves(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                    std::vector<std::pair<PartitionId, Edit>> moves);

// The edit that moves a record as it stands now.
Edit move_of(const Form& form, const StoredRecord& record, UnitId to, const std::string& reason);

}  // namespace minsync
