#include "hub/api/signed_batch.h"

#include "hub/ingest/reading_turn.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

Result<SignedBatch> verify_signed_batch(const std::string& bytes, const Device& device, const PublicKey& key) {
  if (bytes.size() <= kSignatureSize) return fail(FaultKind::bad_input, "hub.request_malformed");
  const auto message = std::string_view(bytes).substr(0, bytes.size() - kSignatureSize);
  SignedBatch read;
  MINSYNC_ASSIGN(read.head, decode_batch_head(message));
  if (read.head.device != device.id || !key.verify(message, std::string_view(bytes).substr(message.size()))) {
    return fail(FaultKind::not_allowed, "hub.batch_signature");
  }
  return read;
}

void read_edits(SignedBatch& batch, const std::string& bytes) {
  const auto message = std::string_view(bytes).substr(0, bytes.size() - kSignatureSize);
  const ReadingTurn turn(batch.head.edits);
  batch.batch = lend_batch(batch.head.edits);
  if (auto decoded = decode_batch_into(message, *batch.batch); !decoded) {
    batch.batch.reset();
    batch.unread = std::move(decoded).error();
    batch.digest = batch_digest(message);
  }
}

Result<SignedBatch> read_signed_batch(const std::string& bytes, const Device& device, const PublicKey& key) {
  MINSYNC_ASSIGN(auto read, verify_signed_batch(bytes, device, key));
  read_edits(read, bytes);
  return read;
}

static Status mark_spent(HubStore& store, DeviceId device, Incarnation life, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto known, store.life(device, life));
  return store.put_life(device, life, {known ? known->counter : 0, true, known ? known->request : 0, now_ms});
}

Result<TakenBatch> take_batch(HubStore& store, const IngestContext& context, const Device& device,
                              const SignedBatch& batch, const std::string& bytes, const Sender& sender) {
  TakenBatch taken;
  if (batch.batch) {
    Sender known = sender;
    known.fitting = batch.fitting;
    MINSYNC_ASSIGN(taken.report, ingest_batch(store, context, device, *batch.batch, bytes, known));
    taken.spent = taken.report.forked && batch.head.incarnation == sender.incarnation;
    if (taken.spent) MINSYNC_TRY(mark_spent(store, device.id, sender.incarnation, context.now_ms));
    return taken;
  }
  taken.unread = batch.digest;
  taken.quarantined = batch.head.edits == 1;
  if (!taken.quarantined) return taken;
  MINSYNC_TRY(store.put_quarantined(
      {0, device.id, batch.head.partition, context.now_ms, batch.unread.id, batch.unread.args, bytes, batch.digest}));
  return taken;
}

}  // namespace minsync
