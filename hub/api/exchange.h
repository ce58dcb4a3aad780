// One round of POST /v1/sync, in the steps that PROTOCOL.md names: read and verify, admit, ingest, answer.
#pragma once

#include <optional>

#include "hub/ingest/ingest.h"

namespace minsync {

struct VerifiedRequest {
  Device device;
  SyncRequest message;
  std::optional<Batch> batch;  // decoded; its signature verified
};

// Decodes, finds the device and verifies both signatures. Faults: bad_input (malformed), not_allowed (unknown or
// revoked device, wrong signature).
Result<VerifiedRequest> read_sync_request(HubStore& store, const std::string& body);

// Inside the write transaction: refuses a request that was seen before or whose device was revoked meanwhile, and
// remembers the counter.
Status admit(HubStore& store, const VerifiedRequest& request, std::int64_t now_ms);

// Receipts that the device has not stored and what changed in its scope; inside a read snapshot after the commit.
Result<SyncAnswer> read_sync_answer(HubStore& store, const IngestContext& context, const Device& device,
                                    const SyncRequest& request);

}  // namespace minsync
