// One round of POST /v1/sync: read and verify, take in, a batch at a time, answer.
#pragma once

#include <optional>
#include <vector>

#include "hub/api/signed_batch.h"
#include "sync_protocol/bundle.h"

namespace minsync {

struct VerifiedRequest {
  Device device;
  SyncRequest message;
  std::vector<SignedBatch> batches;  // of `message`, in its order
  std::uint64_t hash = 0;            // of the whole body
};

// Decodes, finds the device and verifies all signatures; the batches' edits are not read yet (read_step). Faults:
// bad_input (malformed), not_allowed (unknown or revoked device, wrong signature).
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

// What a request writes.
struct Taken {
  Admission admission;
  bool admitted = false;                   // the first step was done
  std::vector<TakenBatch> batches{};       // one for each of the request's
  std::optional<RelayedAnswer> relayed{};  // what became of the part that it brought for another device
};

// A request is taken in steps, each in a write transaction of its own and each with one of its batches; the first one
// admits it. Each step is durable by itself: edits that come again are known.
std::size_t steps_of(const VerifiedRequest& request);
// Reads the step's edits. Any thread, before the transaction; to be let go by forget_step after it.
void read_step(const FormCatalogue& forms, VerifiedRequest& request, std::size_t step);
void forget_step(VerifiedRequest& request, std::size_t step);
// Inside the write transaction. A step may be done again where the transaction was undone; a later one does nothing
// where the first was not done.
Status take_step(HubStore& store, const IngestContext& context, const VerifiedRequest& request, std::size_t step,
                 Taken& taken);

// Whether what the device asks for from its receipt cursor on fits in one answer.
Result<bool> receipts_fit(HubStore& store, DeviceId device, const SyncRequest& request, std::uint16_t epoch);

// Receipts that the device has not stored and what changed in its scope; inside a read snapshot after the commit.
Result<SyncAnswer> read_sync_answer(HubStore& store, const IngestContext& context, const VerifiedRequest& request,
                                    Taken taken);

}  // namespace minsync
