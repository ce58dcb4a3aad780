// What changed in a device's scope since its cursors: the present state of those records, in the order of their newest
// versions, without what the device made itself and has seen.
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

// Which life of the device's data asks, and what of its edits the same answer receipts: these need not come back.
struct Asking {
  Incarnation incarnation;
  const std::vector<ReceiptRange>& received;
  const std::vector<KnownBlocks>& known;
};

// One for each partition that the device uses, inside the caller's read snapshot. `answer_bytes` bounds the whole
// roughly; a page never ends inside a version. Where a cursor's chain hash is not in the journal, everything is told
// anew.
Result<std::vector<PartitionChanges>> pull(HubStore& store, const IngestContext& context, const Device& device,
                                           const Asking& who, const std::vector<Cursor>& cursors,
                                           std::size_t answer_bytes);

}  // namespace minsync
