// One synchronisation, as a table of states: event in, action out. It knows nothing of sockets, stores or clocks; the
// client's agent (client/sync) and the simulator carry its actions out.
#pragma once

#include <cstdint>
#include <string_view>

namespace minsync {

enum class SessionState : std::uint8_t { idle, asking, storing, pausing, done, failed };

enum class SessionEvent : std::uint8_t {
  start,         // begin
  answered,      // a whole, verified answer is here
  no_answer,     // line broken, hub away: worth another try
  busy,          // the hub is there, and asks to come again
  denied,        // the hub, or what it sent, rules out another try
  stored,        // the answer is durable and something is left on either side
  stored_last,   // the answer is durable and nothing is left
  store_failed,  // the answer could not be stored
  pause_over,
  cancelled
};

enum class SessionAction : std::uint8_t { none, ask, store, pause, finish, give_up };

struct SessionLimits {
  int attempts = 4;                     // without any progress between them
  int busy_attempts = 20;               // likewise: a hub that answers will have time some day
  std::uint64_t broken_pause_ms = 200;  // after a break that follows progress: some lines break all the time
  std::uint64_t first_pause_ms = 1000;  // doubles with each failed attempt
  std::uint64_t longest_pause_ms = 60'000;
};

class Session {
 public:
  explicit Session(SessionLimits limits = {}) : limits_(limits) {}

  // Moves along the table; an event that the present state does not know is a broken invariant.
  SessionAction on(SessionEvent event);
  SessionState state() const { return state_; }

  // How long to pause now. `random` spreads many clients' retries over the second half of the pause; `asked_for_ms` is
  // what the hub asked for (Retry-After), the least.
  std::uint64_t pause_ms(std::uint64_t random, std::uint64_t asked_for_ms) const;

 private:
  SessionLimits limits_;
  SessionState state_ = SessionState::idle;
  int failed_attempts_ = 0, busy_attempts_ = 0;  // since the last progress
  bool progressed_ = false;
};

}  // namespace minsync
