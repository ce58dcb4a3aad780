// A batch as its device signed it, by line, on a stick or through a relay.
#pragma once

#include <optional>

#include "hub/api/batch_memory.h"
#include "hub/ingest/ingest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

struct SignedBatch {
  BatchHead head;
  BatchDigest digest;
  LentBatch batch;                     // null until read_edits, and if it cannot be decoded
  Fault unread;                        // why it cannot be decoded, if it cannot: its signature is right all the same
  std::vector<const Form*> fitting{};  // fitting_forms, where somebody looked
};

// Only that it is the device's. Faults: bad_input (no batch), not_allowed (of another device, or its signature is
// wrong).
Result<SignedBatch> verify_signed_batch(const std::string& bytes, const Device& device, const PublicKey& key);
// Decodes what `bytes`, verified, hold.
void read_edits(SignedBatch& batch, const std::string& bytes);
// Both.
Result<SignedBatch> read_signed_batch(const std::string& bytes, const Device& device, const PublicKey& key);

// Edits may be of an earlier incarnation than the life of the data that sends them.
struct TakenBatch {
  IngestReport report;
  bool quarantined = false;  // a single edit, kept as it came
  bool spent = false;        // a number was given to two edits: the life of the data that sent it is to be left
  std::optional<BatchDigest> unread;  // of several edits nothing was taken, or of the one that is kept
};
// Inside the write transaction. `bytes` are those that `batch` was read from.
Result<TakenBatch> take_batch(HubStore& store, const IngestContext& context, const Device& device,
                              const SignedBatch& batch, const std::string& bytes, const Sender& sender);

}  // namespace minsync
