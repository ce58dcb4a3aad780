// Plays one story from its first step to the laws at its end.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

struct Outcome {
  std::optional<Violation> violation;
  std::uint64_t trace_hash = 0, virtual_ms = 0;
  int steps = 0;
  Counts counts;
};

Outcome play(const Story& story);

}  // namespace minsync::simulation
