#include "hub/api/exchange.h"

#include <algorithm>
#include <iterator>

#include "hub/api/bundle_in.h"
#include "hub/api/device_keys.h"
#include "hub/api/epoch.h"
#include "hub/api/pull.h"
#include "hub/api/told.h"
#include "hub/audit/audit_log.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxReceipts = 10'000;
constexpr std::int64_t kRepeatedWithinMs = 10 * 60 * 1000;
constexpr std::size_t kLeastAnswerBytes = 16 * 1024, kMostAnswerBytes = 4 * 1024 * 1024;

struct Signed {
  std::string_view message, signature;
};

Result<Signed> split(std::string_view bytes) {
  if (bytes.size() <= kSignatureSize) return fail(FaultKind::bad_input, "hub.request_malformed");
  return Signed{bytes.substr(0, bytes.size() - kSignatureSize), bytes.substr(bytes.size() - kSignatureSize)};
}

// The receipts' numbers begin anew as well where the hub went back.
std::uint64_t receipts_after(const SyncRequest& request, std::uint16_t epoch) {
  return epoch == request.epoch ? request.receipt_cursor : 0;
}

}  // namespace

Result<VerifiedRequest> read_sync_request(HubStore& store, const std::string& body) {
  MINSYNC_ASSIGN(const auto parts, split(body));
  VerifiedRequest request;
  MINSYNC_ASSIGN(request.message, decode_request(parts.message));
  MINSYNC_ASSIGN(auto device, store.find_device(request.message.device));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  request.device = std::move(*device);
  const auto hash = sha256(body);
  for (std::size_t i = 0; i < 8; ++i) request.hash = request.hash << 8 | hash[i];
  MINSYNC_ASSIGN(const auto key, key_in_use(store, request.device, parts.message, parts.signature));
  for (const auto& bytes : request.message.batches) {
    MINSYNC_ASSIGN(auto batch, verify_signed_batch(bytes, request.device, key));
    request.batches.push_back(std::move(batch));
  }
  return request;
}

Result<Admission> admit(HubStore& store, const VerifiedRequest& request, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto device, still_in_use(store, request.device));
  const Incarnation incarnation = request.message.incarnation;
  MINSYNC_ASSIGN(const auto known, store.life(device.id, incarnation));
  Admission admission;
  // The line may bring one request twice (a proxy or a library that tries again on a new connection).
  const bool same = known && request.message.counter == known->counter && request.hash == known->request &&
                    now_ms - known->at_ms <= kRepeatedWithinMs;
  if (known && request.message.counter <= known->counter && !same) {
    admission.counter_used = admission.spent = true;
    return admission;
  }
  // An incarnation is left for good: where one is back after another, two copies are in use.
  MINSYNC_ASSIGN(const auto latest, store.latest_life(device.id));
  admission.copied = known && latest != incarnation;
  if (admission.copied) MINSYNC_TRY(store.mark_copied(device.id));
  admission.spent = known && known->spent;
  admission.answer_forgotten = request.message.answered.value_or(0) > (known ? known->counter : 0);
  MINSYNC_TRY(store.put_life(device.id, incarnation, {request.message.counter, admission.spent, request.hash, now_ms}));
  return admission;
}

std::size_t steps_of(const VerifiedRequest& request) {
  return std::max<std::size_t>(request.batches.size(), 1);
}

void read_step(const FormCatalogue& forms, VerifiedRequest& request, std::size_t step) {
  if (step >= request.batches.size()) return;
  auto& batch = request.batches[step];
  read_edits(batch, request.message.batches[step]);
  if (batch.batch) batch.fitting = fitting_forms(forms, *batch.batch);
}

void forget_step(VerifiedRequest& request, std::size_t step) {
  if (step < request.batches.size()) request.batches[step].batch.reset();
}

namespace {

Status take_first(HubStore& store, const IngestContext& context, const VerifiedRequest& request, Taken& taken) {
  taken = {};
  taken.batches.resize(request.batches.size());
  MINSYNC_ASSIGN(taken.admission, admit(store, request, context.now_ms));
  if (taken.admission.counter_used) return {};
  MINSYNC_ASSIGN(const bool lost, went_back(store, request.message, taken.admission.answer_forgotten));
  if (lost) MINSYNC_TRY(begin_next_epoch(store, request.message.epoch, context.now_ms));
  MINSYNC_TRY(remember_told(store, request.message));
  if (!request.message.relayed.empty()) {
    MINSYNC_ASSIGN(taken.relayed, take_relayed(store, context, request.device, request.message.relayed));
  }
  taken.admitted = true;
  return {};
}

}  // namespace

Status take_step(HubStore& store, const IngestContext& context, const VerifiedRequest& request, std::size_t step,
                 Taken& taken) {
  if (step == 0) {
    MINSYNC_TRY(take_first(store, context, request, taken));
  } else {
    MINSYNC_TRY(still_in_use(store, request.device));
  }
  if (!taken.admitted || step >= request.batches.size()) return {};
  const auto& message = request.message;
  MINSYNC_ASSIGN(taken.batches[step], take_batch(store, context, request.device, request.batches[step],
                                                 message.batches[step], Sender{message.incarnation, message.evidence}));
  return {};
}

namespace {

// Of the edits that came again: the device may have heard of another history's receipts under these serials.
Status tell_again(HubStore& store, const IngestReport& report, std::uint64_t told, SyncAnswer& answer) {
  for (const auto& [id, digest] : report.repeated) {
    MINSYNC_ASSIGN(auto receipt, store.receipt(id, digest));
    if (receipt && receipt->serial <= told) answer.receipts.push_back(std::move(*receipt));
  }
  return {};
}

}  // namespace

static Result<AuditTold> audit_told(HubStore& store, std::uint64_t seen) {
  MINSYNC_ASSIGN(const auto head, audit_head(store));
  MINSYNC_ASSIGN(const auto entry, store.audit_entry(seen));
  return AuditTold{head.number, head.hash, entry ? entry->hash : Digest{}};
}

Result<bool> receipts_fit(HubStore& store, DeviceId device, const SyncRequest& request, std::uint16_t epoch) {
  MINSYNC_ASSIGN(const auto due, store.receipts(device, receipts_after(request, epoch), kMaxReceipts));
  return due.size() < kMaxReceipts;
}

Result<SyncAnswer> read_sync_answer(HubStore& store, const IngestContext& context, const VerifiedRequest& request,
                                    Taken taken) {
  SyncAnswer answer;
  answer.counter = request.message.counter;
  answer.incarnation_spent = taken.admission.spent || std::ranges::any_of(taken.batches, &TakenBatch::spent);
  answer.copied = taken.admission.copied ||
                  std::ranges::any_of(taken.batches, [](const TakenBatch& batch) { return batch.report.forked; });
  answer.receipt_cursor = request.message.receipt_cursor;
  if (taken.admission.counter_used) {
    answer.epoch = request.message.epoch;
    return answer;
  }
  MINSYNC_ASSIGN(answer.epoch, epoch_of(store));
  for (auto& batch : taken.batches) {
    std::ranges::move(batch.report.received, std::back_inserter(answer.received));
    if (batch.unread) answer.unread.push_back(*batch.unread);
  }
  const bool same_epoch = answer.epoch == request.message.epoch;
  const auto after = receipts_after(request.message, answer.epoch);
  MINSYNC_ASSIGN(answer.receipts, store.receipts(request.device.id, after, kMaxReceipts));
  if (planted(PlantedBug::receipt_lost) && answer.receipts.size() > 1) answer.receipts.erase(answer.receipts.begin());
  answer.receipt_cursor = answer.receipts.empty() ? after : answer.receipts.back().serial;
  for (const auto& batch : taken.batches) MINSYNC_TRY(tell_again(store, batch.report, after, answer));
  if (!same_epoch) {
    MINSYNC_ASSIGN(answer.kept, store.all_received(request.device.id));
  }
  if (request.message.audit_seen) {
    MINSYNC_ASSIGN(answer.audit, audit_told(store, *request.message.audit_seen));
  }
  const auto bytes = std::clamp<std::size_t>(request.message.answer_bytes, kLeastAnswerBytes, kMostAnswerBytes);
  MINSYNC_ASSIGN(answer.partitions, pull(store, context, request.device,
                                         {request.message.incarnation, answer.received, request.message.known},
                                         request.message.cursors, bytes));
  return answer;
}

}  // namespace minsync
