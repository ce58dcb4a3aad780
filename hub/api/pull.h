// What changed in a device's scope since its cursors: the present state of those records, in the order of their newest
// versions, without what the device made itself and has seen.
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

// One for each partition that the device uses, inside the caller's read snapshot. `answer_bytes` bounds the whole
// roughly; a page never ends inside a version. A cursor whose chain hash is not in the journal fails with
// FaultKind::integrity "hub.history_differs".
Result<std::vector<PartitionChanges>> pull(HubStore& store, const IngestContext& context, const Device& device,
                                           const std::vector<Cursor>& cursors, std::size_t answer_bytes);

}  // namespace minsync
