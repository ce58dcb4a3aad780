#include "client/sync/file_line.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "client/sync/hub_error.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSmallestPiece = 16 * 1024, kFirstPiece = 64 * 1024, kLargestPiece = 1024 * 1024;
// A break costs at most one piece.
constexpr double kPieceSeconds = 3.0;
constexpr std::size_t kTooSmallToMeasure = 4096;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Result<FileLine> FileLine::open(ClientStore& store, Transport& line, const FileOptions& options,
                                const std::atomic<bool>& cancel) {
  MINSYNC_ASSIGN(auto key, store.device_key());
  MINSYNC_ASSIGN(auto hub_key, PublicKey::from_point(store.enrolment().hub_key));
  return FileLine(store, line, options, cancel, std::move(key), std::move(hub_key));
}

FileLine::FileLine(ClientStore& store, Transport& line, const FileOptions& options, const std::atomic<bool>& cancel,
                   PrivateKey key, PublicKey hub_key)
    : store_(store),
      line_(line),
      options_(options),
      cancel_(cancel),
      key_(std::move(key)),
      hub_key_(std::move(hub_key)),
      session_({.attempts = options.attempts}),
      piece_bytes_(options.piece_bytes == 0 ? kFirstPiece : std::min(options.piece_bytes, kMaxPieceBytes)) {}

void FileLine::measure(std::size_t bytes, double seconds) {
  if (options_.piece_bytes != 0 || bytes < kTooSmallToMeasure) return;
  const double fitting = static_cast<double>(bytes) / std::max(seconds, 0.001) * kPieceSeconds;
  piece_bytes_ = static_cast<std::size_t>(
      std::clamp(fitting, static_cast<double>(kSmallestPiece), static_cast<double>(kLargestPiece)));
}

Result<FileAnswer> FileLine::read_answer(const HttpAnswer& answer, const FileRequest& request) const {
  if (answer.status != 200) return fail(hub_error(answer));
  if (answer.body.size() < kSignatureSize) return fail(FaultKind::integrity, "network.bad_answer");
  const auto message = std::string_view(answer.body).substr(0, answer.body.size() - kSignatureSize);
  if (!hub_key_.verify(message, std::string_view(answer.body).substr(message.size()))) {
    return fail(FaultKind::integrity, "network.bad_signature");
  }
  MINSYNC_ASSIGN(auto decoded, decode_file_answer(message));
  if (decoded.counter != request.counter || decoded.files.size() != request.files.size()) {
    return fail(FaultKind::integrity, "network.bad_answer");
  }
  return decoded;
}

Result<FileAnswer> FileLine::ask_once(FileRequest request) {
  {
    // The counter must never be used twice, so it is durable before it is sent.
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_.database()));
    MINSYNC_ASSIGN(request.counter, store_.next_counter("request_counter"));
    MINSYNC_ASSIGN(request.incarnation, store_.incarnation());
    MINSYNC_TRY(transaction.commit());
  }
  request.device = store_.enrolment().device;
  auto body = encode_file_request(request);
  body += key_.sign(body);
  const auto sent = body.size();
  const auto begin = Clock::now();
  const std::size_t most = kMaxPieceBytes + kMaxAnswerBytes / 16;
  MINSYNC_ASSIGN(const auto answer, line_.post("/v1/file", "application/octet-stream", std::move(body), most));
  asked_pause_ms_ = static_cast<std::uint64_t>(std::max(answer.retry_after_s, 0)) * 1000;
  busy_ = is_busy(answer);
  auto read = read_answer(answer, request);
  if (!read) return read;
  measure(sent + answer.body.size(), seconds_since(begin));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store_.database()));
  MINSYNC_TRY(store_.note_answered(request.counter));
  MINSYNC_TRY(transaction.commit());
  return read;
}

Status FileLine::pause() {
  const auto noise = random_bytes<2>();
  const auto random = static_cast<std::uint64_t>(noise[0]) << 8 | noise[1];
  const auto until = Clock::now() + std::chrono::milliseconds(session_.pause_ms(random, asked_pause_ms_));
  while (Clock::now() < until) {
    if (cancel_) return fail(FaultKind::interrupted, "network.interrupted");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

Result<FileAnswer> FileLine::ask(const std::function<Result<FileRequest>()>& make) {
  session_.on(session_.state() == SessionState::idle ? SessionEvent::start : SessionEvent::stored);
  for (;;) {
    if (cancel_) return fail(FaultKind::interrupted, "network.interrupted");
    MINSYNC_ASSIGN(auto request, make());
    asked_pause_ms_ = 0;
    busy_ = false;
    auto answer = ask_once(std::move(request));
    if (answer) {
      session_.on(SessionEvent::answered);
      return answer;
    }
    if (answer.error().kind != FaultKind::unreachable) return answer;
    if (options_.piece_bytes == 0 && !busy_) piece_bytes_ = std::max(piece_bytes_ / 2, kSmallestPiece / 2);
    if (session_.on(busy_ ? SessionEvent::busy : SessionEvent::no_answer) == SessionAction::give_up) return answer;
    MINSYNC_TRY(pause());
    session_.on(SessionEvent::pause_over);
  }
}

}  // namespace minsync
