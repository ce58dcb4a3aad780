#include "client/sync/sync_agent.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "client/sync/hub_error.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/session.h"

namespace minsync {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSmallestBatch = 64 * 1024, kLargestBatch = 1024 * 1024;
// A batch should take this long on the line, so that a break costs seconds.
constexpr double kBatchSeconds = 3.0;
constexpr std::size_t kFirstGuessBytesPerEdit = 150;

std::uint64_t wall_ms() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

class Agent {
 public:
  Agent(ClientStore& store, Transport& transport, const SyncOptions& options, const std::atomic<bool>& cancel,
        const std::function<void(const SyncProgress&)>& on_progress, PrivateKey key, PublicKey hub_key)
      : store_(store),
        transport_(transport),
        options_(options),
        cancel_(cancel),
        on_progress_(on_progress),
        key_(std::move(key)),
        hub_key_(std::move(hub_key)),
        session_({.attempts = options.attempts}),
        batch_bytes_(options.max_batch_bytes == 0 ? kSmallestBatch : options.max_batch_bytes) {}

  Result<SyncReport> run();

 private:
  SessionAction step(SessionAction action);
  SessionEvent ask();
  SessionEvent store_it();
  SessionEvent pause();
  SessionEvent failed(Fault fault);
  Result<std::string> request_body();
  Result<std::string> next_batch();
  std::string sign(std::string bytes) const { return bytes + key_.sign(bytes); }
  void measure(std::size_t bytes, Clock::duration time);
  Status remember_totals();
  void tell();

  ClientStore& store_;
  Transport& transport_;
  const SyncOptions& options_;
  const std::atomic<bool>& cancel_;
  const std::function<void(const SyncProgress&)>& on_progress_;
  PrivateKey key_;
  PublicKey hub_key_;
  Session session_;
  std::size_t batch_bytes_;
  std::size_t bytes_per_edit_ = kFirstGuessBytesPerEdit;
  std::uint64_t counter_ = 0, sent_ms_ = 0, arrived_ms_ = 0;
  std::size_t edits_in_batch_ = 0;
  SyncAnswer answer_;
  std::uint64_t asked_pause_ms_ = 0;
  Fault fault_;
  SyncReport report_;
  Clock::time_point started_ = Clock::now();
};

Result<std::string> Agent::next_batch() {
  const auto wanted = std::clamp<std::size_t>(batch_bytes_ / bytes_per_edit_, 1, kMaxBatchEdits);
  for (std::size_t limit = wanted;; limit /= 2) {
    MINSYNC_ASSIGN(auto entries, store_.next_to_send(limit));
    edits_in_batch_ = entries.size();
    if (entries.empty()) return std::string();
    Batch batch{store_.enrolment().device, store_.enrolment().incarnation, entries.front().partition, {}};
    for (auto& entry : entries) batch.edits.push_back(std::move(entry.edit));
    auto bytes = encode_batch(batch);
    bytes_per_edit_ = std::max<std::size_t>(bytes.size() / batch.edits.size(), 1);
    if (bytes.size() <= 2 * batch_bytes_ || batch.edits.size() == 1) return sign(std::move(bytes));
  }
}

Result<std::string> Agent::request_body() {
  SyncRequest request;
  request.device = store_.enrolment().device;
  request.incarnation = store_.enrolment().incarnation;
  request.epoch = store_.enrolment().epoch;
  request.clock_ms = wall_ms();
  request.answer_bytes = static_cast<std::uint32_t>(options_.answer_bytes);
  {
    // The counter must never be used twice, so it is durable before it is sent.
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_.database()));
    MINSYNC_ASSIGN(request.counter, store_.next_counter("request_counter"));
    MINSYNC_TRY(transaction.commit());
  }
  counter_ = request.counter;
  MINSYNC_ASSIGN(const auto sync, store_.sync_state());
  request.receipt_cursor = sync.receipt_cursor;
  request.cursors = sync.cursors;
  MINSYNC_ASSIGN(request.batch, next_batch());
  return sign(encode_request(request));
}

void Agent::measure(std::size_t bytes, Clock::duration time) {
  if (options_.max_batch_bytes != 0 || bytes < 4096) return;
  const double seconds = std::max(std::chrono::duration<double>(time).count(), 0.001);
  const double fitting = static_cast<double>(bytes) / seconds * kBatchSeconds;
  batch_bytes_ = static_cast<std::size_t>(
      std::clamp(fitting, static_cast<double>(kSmallestBatch), static_cast<double>(kLargestBatch)));
}

SessionEvent Agent::failed(Fault fault) {
  const auto kind = fault.kind;
  fault_ = std::move(fault);
  if (kind == FaultKind::interrupted) return SessionEvent::cancelled;
  return kind == FaultKind::unreachable ? SessionEvent::no_answer : SessionEvent::denied;
}

SessionEvent Agent::ask() {
  auto body = request_body();
  if (!body) return failed(std::move(body).error());
  const auto size = body->size();
  const auto begin = Clock::now();
  sent_ms_ = wall_ms();
  auto answer = transport_.post("/v1/sync", "application/octet-stream", std::move(*body), kMaxAnswerBytes);
  arrived_ms_ = wall_ms();
  asked_pause_ms_ = 0;
  if (!answer) {
    // What did not get through is tried again in smaller pieces.
    if (options_.max_batch_bytes == 0) batch_bytes_ = std::max(batch_bytes_ / 2, kSmallestBatch / 2);
    return failed(std::move(answer).error());
  }
  ++report_.round_trips;
  asked_pause_ms_ = static_cast<std::uint64_t>(std::max(answer->retry_after_s, 0)) * 1000;
  if (answer->status != 200) return failed(hub_error(*answer));
  measure(size + answer->body.size(), Clock::now() - begin);
  if (answer->body.size() < kSignatureSize) return failed({FaultKind::integrity, "network.bad_answer", {}, {}});
  const auto message = std::string_view(answer->body).substr(0, answer->body.size() - kSignatureSize);
  if (!hub_key_.verify(message, std::string_view(answer->body).substr(message.size()))) {
    return failed({FaultKind::integrity, "network.bad_signature", {}, {}});
  }
  auto decoded = decode_answer(message);
  if (!decoded) return failed(std::move(decoded).error());
  if (decoded->counter != counter_) return failed({FaultKind::integrity, "network.bad_answer", {}, {}});
  answer_ = std::move(*decoded);
  return SessionEvent::answered;
}

SessionEvent Agent::store_it() {
  auto counts = store_answer(store_, answer_, sent_ms_, arrived_ms_);
  if (!counts) {
    fault_ = std::move(counts).error();
    return SessionEvent::store_failed;
  }
  report_.pushed += edits_in_batch_;
  auto& sum = report_.counts;
  sum.applied += counts->applied, sum.parallel += counts->parallel, sum.overwritten += counts->overwritten;
  sum.in_review += counts->in_review, sum.waiting += counts->waiting, sum.refused += counts->refused;
  sum.quarantined += counts->quarantined, sum.pulled += counts->pulled;
  tell();
  const auto left = store_.count_outbox(OutboxState::pending);
  const auto sync = store_.sync_state();
  if (!left || !sync) {
    fault_ = left ? sync.error() : left.error();
    return SessionEvent::store_failed;
  }
  report_.complete = *left == 0 && sync->complete;
  if (cancel_) return failed({FaultKind::interrupted, "network.interrupted", {}, {}});
  // An answer that neither took an edit nor brought a change would be asked for again for ever.
  const bool stuck = edits_in_batch_ > 0 && answer_.received.empty();
  if (stuck) {
    fault_ = {FaultKind::failed, "network.bad_answer", {}, {}};
    return SessionEvent::store_failed;
  }
  return report_.complete ? SessionEvent::stored_last : SessionEvent::stored;
}

SessionEvent Agent::pause() {
  const auto noise = random_bytes<2>();
  const auto random = static_cast<std::uint64_t>(noise[0]) << 8 | noise[1];
  const auto until = Clock::now() + std::chrono::milliseconds(session_.pause_ms(random, asked_pause_ms_));
  while (Clock::now() < until) {
    if (cancel_) return failed({FaultKind::interrupted, "network.interrupted", {}, {}});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return SessionEvent::pause_over;
}

void Agent::tell() {
  if (!on_progress_) return;
  const auto totals = transport_.totals();
  const auto left = store_.count_outbox(OutboxState::pending);
  on_progress_({report_.pushed, left ? static_cast<std::uint64_t>(*left) : 0, report_.counts.pulled, totals.bytes_sent,
                totals.bytes_received, std::chrono::duration<double>(Clock::now() - started_).count()});
}

SessionAction Agent::step(SessionAction action) {
  switch (action) {
    case SessionAction::ask:
      return session_.on(ask());
    case SessionAction::store:
      return session_.on(store_it());
    case SessionAction::pause:
      return session_.on(pause());
    default:
      return action;
  }
}

Status Agent::remember_totals() {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_.database()));
  MINSYNC_ASSIGN(auto sync, store_.sync_state());
  sync.bytes_sent += report_.bytes_sent;
  sync.bytes_received += report_.bytes_received;
  MINSYNC_TRY(store_.set_sync_state(sync));
  return transaction.commit();
}

Result<SyncReport> Agent::run() {
  const auto before = transport_.totals();
  auto action = session_.on(SessionEvent::start);
  while (action != SessionAction::finish && action != SessionAction::give_up) action = step(action);
  const auto after = transport_.totals();
  report_.bytes_sent = after.bytes_sent - before.bytes_sent;
  report_.bytes_received = after.bytes_received - before.bytes_received;
  report_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  const auto remembered = remember_totals();
  if (action == SessionAction::give_up) return fail(fault_);
  MINSYNC_TRY(remembered);
  return report_;
}

}  // namespace

Result<SyncReport> sync_now(ClientStore& store, Transport& transport, const SyncOptions& options,
                            const std::atomic<bool>& cancel,
                            const std::function<void(const SyncProgress&)>& on_progress) {
  MINSYNC_ASSIGN(auto key, store.device_key());
  MINSYNC_ASSIGN(auto hub_key, PublicKey::from_point(store.enrolment().hub_key));
  return Agent(store, transport, options, cancel, on_progress, std::move(key), std::move(hub_key)).run();
}

}  // namespace minsync
