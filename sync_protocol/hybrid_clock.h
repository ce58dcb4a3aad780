// Stamps that order edits across machines whose clocks differ: a hybrid logical clock (Kulkarni, Demirbas, Madappa,
// Avva, Leone 2014). 48 bits of Unix time in ms, 16 bits of counter. Wall time is an argument: no clock is read here.
#pragma once

#include "sync_protocol/ids.h"

namespace minsync {

inline constexpr std::uint64_t kClockToleranceMs = 5 * 60 * 1000;

constexpr Stamp stamp_of_ms(std::uint64_t unix_ms) {
  return Stamp{unix_ms << 16};
}
constexpr std::uint64_t ms_of_stamp(Stamp stamp) {
  return stamp.value >> 16;
}

class HybridClock {
 public:
  // `last` is the stamp that was persisted last; no later stamp is ever at or below it.
  explicit HybridClock(Stamp last = {}) : last_(last) {}

  // A stamp for something that happens now: above every stamp given or seen before.
  Stamp next(std::uint64_t wall_ms);
  // Takes note of a stamp that was displayed or received. One further ahead of `wall_ms` than the tolerance is not
  // taken over, so that one wrong clock cannot poison the others.
  void see(Stamp stamp, std::uint64_t wall_ms);
  Stamp last() const { return last_; }

 private:
  Stamp last_;
};

// The effective stamp by the hub: the edit's own, or, where its clock runs ahead of the hub's by more than the
// tolerance, the hub's time, but always above `greatest_covered`.
Stamp effective_stamp(Stamp stamp, std::uint64_t hub_ms, Stamp greatest_covered);

}  // namespace minsync
