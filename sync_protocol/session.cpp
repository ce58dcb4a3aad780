#include "sync_protocol/session.h"

#include <algorithm>

#include "sync_protocol/result.h"

namespace minsync {
namespace {

struct Move {
  SessionState from;
  SessionEvent event;
  SessionState to;
  SessionAction action;
};

constexpr Move kMoves[] = {
    {SessionState::idle, SessionEvent::start, SessionState::asking, SessionAction::ask},
    {SessionState::asking, SessionEvent::answered, SessionState::storing, SessionAction::store},
    {SessionState::asking, SessionEvent::no_answer, SessionState::pausing, SessionAction::pause},
    {SessionState::asking, SessionEvent::busy, SessionState::pausing, SessionAction::pause},
    {SessionState::asking, SessionEvent::denied, SessionState::failed, SessionAction::give_up},
    {SessionState::asking, SessionEvent::cancelled, SessionState::failed, SessionAction::give_up},
    {SessionState::storing, SessionEvent::stored, SessionState::asking, SessionAction::ask},
    {SessionState::storing, SessionEvent::stored_last, SessionState::done, SessionAction::finish},
    {SessionState::storing, SessionEvent::store_failed, SessionState::failed, SessionAction::give_up},
    {SessionState::storing, SessionEvent::cancelled, SessionState::failed, SessionAction::give_up},
    {SessionState::pausing, SessionEvent::pause_over, SessionState::asking, SessionAction::ask},
    {SessionState::pausing, SessionEvent::cancelled, SessionState::failed, SessionAction::give_up},
};

}  // namespace

SessionAction Session::on(SessionEvent event) {
  const auto* move = std::ranges::find_if(kMoves, [&](const Move& m) { return m.from == state_ && m.event == event; });
  MINSYNC_ASSERT(move != std::end(kMoves));
  failed_attempts_ += event == SessionEvent::no_answer ? 1 : 0;
  busy_attempts_ += event == SessionEvent::busy ? 1 : 0;
  const bool over = failed_attempts_ >= limits_.attempts || busy_attempts_ >= limits_.busy_attempts;
  if (over && move->action == SessionAction::pause) {
    state_ = SessionState::failed;
    return SessionAction::give_up;
  }
  if (event == SessionEvent::answered) {
    failed_attempts_ = busy_attempts_ = 0;
    progressed_ = true;
  }
  state_ = move->to;
  return move->action;
}

std::uint64_t Session::pause_ms(std::uint64_t random, std::uint64_t asked_for_ms) const {
  const int failed = failed_attempts_ + busy_attempts_;
  const bool first_break = progressed_ && failed_attempts_ == 1 && busy_attempts_ == 0;
  if (first_break)
    return std::max(asked_for_ms, limits_.broken_pause_ms / 2 + random % (limits_.broken_pause_ms / 2 + 1));
  const int doublings = std::clamp(failed - 1, 0, 16);
  const auto whole = std::min(limits_.first_pause_ms << doublings, limits_.longest_pause_ms);
  return std::max(asked_for_ms, whole / 2 + random % (whole / 2 + 1));
}

}  // namespace minsync
