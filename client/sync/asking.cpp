#include "client/sync/asking.h"

#include <algorithm>

#include "client/store/audit_watch.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

Result<SyncRequest> next_request(ClientStore& store, std::uint64_t now_ms, std::size_t answer_bytes) {
  SyncRequest request;
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  MINSYNC_ASSIGN(request.counter, store.next_counter("request_counter"));
  MINSYNC_ASSIGN(request.incarnation, store.incarnation());
  MINSYNC_TRY(transaction.commit());
  MINSYNC_ASSIGN(const auto sync, store.sync_state());
  request.device = store.enrolment().device;
  request.epoch = store.enrolment().epoch;
  request.clock_ms = now_ms;
  request.answer_bytes = static_cast<std::uint32_t>(answer_bytes);
  request.receipt_cursor = sync.receipt_cursor;
  request.cursors = sync.cursors;
  MINSYNC_ASSIGN(request.audit_seen, audit_seen(store));
  MINSYNC_ASSIGN(request.answered, store.newest_answered());
  MINSYNC_ASSIGN(const auto newest, store.newest_receipted());
  if (newest) {
    request.receipted_incarnation = newest->id.incarnation;
    request.receipted = newest->id.sequence;
    request.receipted_digest = edit_digest(*newest);
  }
  return request;
}

static Result<std::vector<ReceiptRange>> evidence_for(ClientStore& store, const PackedEdits& packed) {
  std::vector<ReceiptRange> evidence;
  for (const auto& [id, version, was_refused] : packed.known) {
    MINSYNC_ASSIGN(auto proof, was_refused ? std::optional<ReceiptRange>() : store.proof_of(id));
    // Without proof at least that it is sent again: the state shown here may hold it already.
    if (!proof) proof = ReceiptRange{id.incarnation, id.sequence, 1, version, {}, 0};
    if (std::ranges::find(evidence, *proof) == evidence.end()) evidence.push_back(*proof);
  }
  return evidence;
}

Result<BundlePart> signed_part(ClientStore& store, const PrivateKey& key, PackedEdits packed) {
  BundlePart part;
  MINSYNC_ASSIGN(part.evidence, evidence_for(store, packed));
  part.batch = std::move(packed.batch);
  part.batch += key.sign(part.batch);
  return part;
}

}  // namespace minsync
