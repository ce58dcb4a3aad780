// Signed batches of one edit that this hub could not read when they came (hub/DESIGN.md, "Quarantine").
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

struct RetriedBatch {
  bool read = false;  // and ingested, as if it came now
  IngestReport report;
};

// Inside the write transaction. A batch of a device that was revoked meanwhile stays where it is, and
// so do late edits.
Result<RetriedBatch> retry_unread(HubStore& store, const IngestContext& context, const Quarantined& quarantined);

}  // namespace minsync
