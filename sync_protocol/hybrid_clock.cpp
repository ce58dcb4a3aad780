#include "sync_protocol/hybrid_clock.h"

#include <algorithm>

#include "sync_protocol/planted_bug.h"

namespace minsync {

Stamp HybridClock::next(std::uint64_t wall_ms) {
  last_ = std::max(stamp_of_ms(wall_ms), Stamp{last_.value + 1});
  return last_;
}

void HybridClock::see(Stamp stamp, std::uint64_t wall_ms) {
  if (ms_of_stamp(stamp) > wall_ms + kClockToleranceMs) return;
  last_ = std::max(last_, stamp);
}

Stamp effective_stamp(Stamp stamp, std::uint64_t hub_ms, Stamp greatest_covered) {
  const bool capped = ms_of_stamp(stamp) > hub_ms + kClockToleranceMs && !planted(PlantedBug::stamp_not_capped);
  const Stamp own = capped ? stamp_of_ms(hub_ms) : stamp;
  // Also where a clock runs behind: a head older than what it replaced would let a value that had lost come back.
  if (greatest_covered == Stamp{} || own > greatest_covered) return own;
  return Stamp{greatest_covered.value + 1};
}

}  // namespace minsync
