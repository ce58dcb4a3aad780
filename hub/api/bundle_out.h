// Bundles down: receipts and changes for one device since what it told last, by line or in a bundle.
#pragma once

#include "hub/api/exchange.h"
#include "hub/ingest/own_edits.h"
#include "sync_protocol/bundle.h"

namespace minsync {

struct SealedBundle {
  std::string file;  // signed by the hub, sealed for the device
  std::uint64_t records = 0, receipts = 0;
  bool complete = false;  // nothing more for the device
};

// Inside a read snapshot. Ends about when `most_bytes` are reached; then the device's next bundle up asks for more.
// Faults: not_allowed (revoked).
Result<SealedBundle> make_down_bundle(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                      const Device& device, std::size_t most_bytes);

// read_sync_answer, and what became of a relayed part, with the reply that the author's office may carry home.
Result<SyncAnswer> read_whole_answer(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                                     const VerifiedRequest& request, Taken taken);

}  // namespace minsync
