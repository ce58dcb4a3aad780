#include "hub/api/exchange.h"

#include <algorithm>

#include "hub/api/pull.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxReceipts = 10'000;
constexpr std::size_t kLeastAnswerBytes = 16 * 1024, kMostAnswerBytes = 4 * 1024 * 1024;

struct Signed {
  std::string_view message, signature;
};

Result<Signed> split(std::string_view bytes) {
  if (bytes.size() <= kSignatureSize) return fail(FaultKind::bad_input, "hub.request_malformed");
  return Signed{bytes.substr(0, bytes.size() - kSignatureSize), bytes.substr(bytes.size() - kSignatureSize)};
}

Result<Batch> read_batch(const std::string& bytes, const Device& device, Incarnation incarnation,
                         const PublicKey& key) {
  MINSYNC_ASSIGN(const auto parts, split(bytes));
  MINSYNC_ASSIGN(const auto head, decode_batch_head(parts.message));
  const bool own = head.device == device.id && head.incarnation == incarnation;
  if (!own || !key.verify(parts.message, parts.signature)) {
    return fail(FaultKind::not_allowed, "hub.batch_signature");
  }
  return decode_batch(parts.message);
}

}  // namespace

Result<VerifiedRequest> read_sync_request(HubStore& store, const std::string& body) {
  MINSYNC_ASSIGN(const auto parts, split(body));
  VerifiedRequest request;
  MINSYNC_ASSIGN(request.message, decode_request(parts.message));
  MINSYNC_ASSIGN(auto device, store.find_device(request.message.device));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  request.device = std::move(*device);
  MINSYNC_ASSIGN(const auto key, PublicKey::from_point(request.device.public_key));
  if (!key.verify(parts.message, parts.signature)) return fail(FaultKind::not_allowed, "hub.request_signature");
  if (request.device.revoked) return fail(FaultKind::not_allowed, "hub.device_revoked");
  if (!request.message.batch.empty()) {
    MINSYNC_ASSIGN(request.batch, read_batch(request.message.batch, request.device, request.message.incarnation, key));
  }
  return request;
}

Status admit(HubStore& store, const VerifiedRequest& request, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto device, store.find_device(request.device.id));
  if (!device || device->revoked) return fail(FaultKind::not_allowed, "hub.device_revoked");
  if (request.message.counter <= device->counter) return fail(FaultKind::not_allowed, "hub.request_replayed");
  return store.touch_device(device->id, request.message.counter, now_ms);
}

Result<SyncAnswer> read_sync_answer(HubStore& store, const IngestContext& context, const Device& device,
                                    const SyncRequest& request) {
  SyncAnswer answer;
  MINSYNC_ASSIGN(answer.receipts, store.receipts(device.id, request.receipt_cursor, kMaxReceipts));
  answer.receipt_cursor = answer.receipts.empty() ? request.receipt_cursor : answer.receipts.back().serial;
  const auto bytes = std::clamp<std::size_t>(request.answer_bytes, kLeastAnswerBytes, kMostAnswerBytes);
  MINSYNC_ASSIGN(answer.partitions, pull(store, context, device, request.cursors, bytes));
  return answer;
}

}  // namespace minsync
