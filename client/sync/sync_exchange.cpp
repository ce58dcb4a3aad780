#include "client/sync/sync_exchange.h"

#include <algorithm>

#include "client/sync/hub_error.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kSmallestBatch = 64 * 1024, kLargestBatch = 1024 * 1024;
// A batch should take this long on the line, so that a break costs seconds.
constexpr double kBatchSeconds = 3.0;
constexpr std::size_t kFirstGuessBytesPerEdit = 150;

void add(AnswerCounts& sum, const AnswerCounts& counts) {
  sum.applied += counts.applied, sum.parallel += counts.parallel, sum.overwritten += counts.overwritten;
  sum.in_review += counts.in_review, sum.waiting += counts.waiting, sum.refused += counts.refused;
  sum.quarantined += counts.quarantined, sum.held += counts.held, sum.pulled += counts.pulled;
  sum.copied = sum.copied || counts.copied;
}

}  // namespace

Result<SyncExchange> SyncExchange::open(ClientStore& store, const SyncOptions& options) {
  MINSYNC_ASSIGN(auto key, store.device_key());
  return open(store, options, std::move(key));
}

Result<SyncExchange> SyncExchange::open(ClientStore& store, const SyncOptions& options, PrivateKey key) {
  MINSYNC_ASSIGN(auto hub_key, PublicKey::from_point(store.enrolment().hub_key));
  return SyncExchange(store, options, std::move(key), std::move(hub_key));
}

SyncExchange::SyncExchange(ClientStore& store, const SyncOptions& options, PrivateKey key, PublicKey hub_key)
    : store_(&store),
      options_(options),
      key_(std::move(key)),
      hub_key_(std::move(hub_key)),
      session_({.attempts = options.attempts}),
      batch_bytes_(options.max_batch_bytes == 0 ? kSmallestBatch : options.max_batch_bytes),
      bytes_per_edit_(kFirstGuessBytesPerEdit) {}

Status SyncExchange::add_evidence(SyncRequest& request, const std::vector<OutboxEntry>& entries) {
  for (const auto& entry : entries) {
    const bool was_refused = entry.state != OutboxState::pending;
    if (entry.version.value == 0 && !was_refused) continue;
    MINSYNC_ASSIGN(auto proof, was_refused ? std::optional<ReceiptRange>() : store_->proof_of(entry.edit.id));
    // Without proof at least that it is sent again: the state shown here may hold it already.
    if (!proof) proof = ReceiptRange{entry.edit.id.incarnation, entry.edit.id.sequence, 1, entry.version, {}, 0};
    if (std::ranges::find(request.evidence, *proof) == request.evidence.end()) request.evidence.push_back(*proof);
  }
  return {};
}

Result<std::string> SyncExchange::next_batch(SyncRequest& request) {
  const auto wanted = std::clamp<std::size_t>(batch_bytes_ / bytes_per_edit_, 1, kMaxBatchEdits);
  for (std::size_t limit = wanted;; limit /= 2) {
    MINSYNC_ASSIGN(auto entries, store_->next_to_send(limit));
    edits_in_batch_ = entries.size();
    if (entries.empty()) return std::string();
    request.evidence.clear();
    MINSYNC_TRY(add_evidence(request, entries));
    Batch batch{store_->enrolment().device, entries.front().edit.id.incarnation, entries.front().partition, {}};
    for (auto& entry : entries) batch.edits.push_back(std::move(entry.edit));
    auto bytes = encode_batch(batch);
    bytes_per_edit_ = std::max<std::size_t>(bytes.size() / batch.edits.size(), 1);
    if (bytes.size() <= 2 * batch_bytes_ || batch.edits.size() == 1) return sign(std::move(bytes));
  }
}

Result<std::string> SyncExchange::request(std::uint64_t now_ms) {
  SyncRequest request;
  {
    // The counter must never be used twice, so it is durable before it is sent.
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_->database()));
    MINSYNC_ASSIGN(request.counter, store_->next_counter("request_counter"));
    MINSYNC_ASSIGN(request.incarnation, store_->incarnation());
    MINSYNC_TRY(transaction.commit());
  }
  MINSYNC_ASSIGN(const auto sync, store_->sync_state());
  request.device = store_->enrolment().device;
  request.epoch = store_->enrolment().epoch;
  request.clock_ms = now_ms;
  request.answer_bytes = static_cast<std::uint32_t>(options_.answer_bytes);
  request.receipt_cursor = sync.receipt_cursor;
  request.cursors = sync.cursors;
  MINSYNC_ASSIGN(const auto newest, store_->newest_receipted());
  if (newest) {
    request.receipted_incarnation = newest->id.incarnation;
    request.receipted = newest->id.sequence;
    request.receipted_digest = edit_digest(*newest);
  }
  MINSYNC_ASSIGN(request.batch, next_batch(request));
  counter_ = request.counter;
  asked_ = {sync.cursors, now_ms};
  MINSYNC_ASSIGN(asked_.known, own_blocks(*store_, sync.cursors));
  for (const auto& own : asked_.known) {
    auto& known = request.known.emplace_back(KnownBlocks{own.partition, {}});
    for (const auto& block : own.blocks) known.blocks.push_back(block.known);
  }
  auto body = sign(encode_request(request));
  request_bytes_ = body.size();
  return body;
}

void SyncExchange::measure(std::size_t bytes, double seconds) {
  if (options_.max_batch_bytes != 0 || bytes < 4096) return;
  const double fitting = static_cast<double>(bytes) / std::max(seconds, 0.001) * kBatchSeconds;
  batch_bytes_ = static_cast<std::size_t>(
      std::clamp(fitting, static_cast<double>(kSmallestBatch), static_cast<double>(kLargestBatch)));
}

SessionAction SyncExchange::failed(Fault fault) {
  const auto kind = fault.kind;
  fault_ = std::move(fault);
  if (kind == FaultKind::interrupted) return session_.on(SessionEvent::cancelled);
  return session_.on(kind == FaultKind::unreachable ? SessionEvent::no_answer : SessionEvent::denied);
}

SessionAction SyncExchange::cancelled() {
  return failed({FaultKind::interrupted, "network.interrupted", {}, {}});
}

Status SyncExchange::read_answer(const HttpAnswer& answer) {
  if (answer.status != 200) return fail(hub_error(answer));
  if (answer.body.size() < kSignatureSize) return fail(FaultKind::integrity, "network.bad_answer");
  const auto message = std::string_view(answer.body).substr(0, answer.body.size() - kSignatureSize);
  if (!hub_key_.verify(message, std::string_view(answer.body).substr(message.size()))) {
    return fail(FaultKind::integrity, "network.bad_signature");
  }
  MINSYNC_ASSIGN(answer_, decode_answer(message));
  if (answer_.counter != counter_) return fail(FaultKind::integrity, "network.bad_answer");
  return {};
}

SessionAction SyncExchange::answered(Result<HttpAnswer> answer, std::uint64_t now_ms, double seconds) {
  arrived_ms_ = now_ms;
  asked_pause_ms_ = 0;
  if (!answer) {
    // What did not get through is tried again in smaller pieces.
    if (options_.max_batch_bytes == 0) batch_bytes_ = std::max(batch_bytes_ / 2, kSmallestBatch / 2);
    return failed(std::move(answer).error());
  }
  ++report_.round_trips;
  asked_pause_ms_ = static_cast<std::uint64_t>(std::max(answer->retry_after_s, 0)) * 1000;
  if (auto read = read_answer(*answer); !read) return failed(std::move(read).error());
  measure(request_bytes_ + answer->body.size(), seconds);
  return session_.on(SessionEvent::answered);
}

Status SyncExchange::note_progress(const AnswerCounts& counts) {
  report_.pushed += edits_in_batch_;
  add(report_.counts, counts);
  MINSYNC_ASSIGN(const auto left, store_->count_unsent());
  MINSYNC_ASSIGN(const auto sync, store_->sync_state());
  report_.complete = left == 0 && sync.complete && !answer_.incarnation_spent;
  // An answer that neither took an edit nor brought a change would be asked for again for ever.
  const bool taken = !answer_.received.empty() || answer_.incarnation_spent;
  if (edits_in_batch_ > 0 && !taken) return fail(FaultKind::failed, "network.bad_answer");
  return {};
}

SessionAction SyncExchange::store() {
  auto counts = store_answer(*store_, answer_, asked_, arrived_ms_);
  const Status noted = counts ? note_progress(*counts) : fail(counts.error());
  if (!noted) {
    fault_ = noted.error();
    return session_.on(SessionEvent::store_failed);
  }
  return session_.on(report_.complete ? SessionEvent::stored_last : SessionEvent::stored);
}

}  // namespace minsync
