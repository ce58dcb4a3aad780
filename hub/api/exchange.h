// One round of POST /v1/sync, in the steps that PROTOCOL.md names: read and verify, admit, ingest, answer.
#pragma once

#include <optional>

#include "hub/api/signed_batch.h"
#include "sync_protocol/bundle.h"

namespace minsync {

struct VerifiedRequest {
  Device device;
  SyncRequest message;
  std::optional<SignedBatch> batch;
  std::uint64_t hash = 0;  // of the whole body
};

// Decodes, finds the device and verifies both signatures. Faults: bad_input (malformed), not_allowed (unknown or
// revoked device, wrong signature).
Result<VerifiedRequest> read_sync_request(HubStore& store, const std::string& body);

struct Admission {
  // The request's number is not above the newest of its incarnation: it is late, recorded by somebody, or of a copy of
  // the device's data. It is told to begin a new incarnation and nothing else.
  bool counter_used = false;
  bool spent = false;             // the incarnation is to be left
  bool copied = false;            // two copies of the device's data have been in use
  bool answer_forgotten = false;  // the device had an answer to a request that the hub does not remember
};

// Inside the write transaction: remembers the counter. Fault: the device was revoked meanwhile, or has another key.
Result<Admission> admit(HubStore& store, const VerifiedRequest& request, std::int64_t now_ms);

// Everything that a request writes, inside the write transaction.
struct Taken {
  Admission admission;
  IngestReport report;
  std::optional<BatchDigest> unread{};     // the request's batch could not be read
  std::optional<RelayedAnswer> relayed{};  // what became of the part that it brought for another device
};
Result<Taken> take_request(HubStore& store, const IngestContext& context, const VerifiedRequest& request);

// Whether what the device asks for from its receipt cursor on fits in one answer.
Result<bool> receipts_fit(HubStore& store, DeviceId device, const SyncRequest& request, std::uint16_t epoch);

// Receipts that the device has not stored and what changed in its scope; inside a read snapshot after the commit.
Result<SyncAnswer> read_sync_answer(HubStore& store, const IngestContext& context, const VerifiedRequest& request,
                                    Taken taken);

}  // namespace minsync
