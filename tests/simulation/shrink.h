// From a failing story to the shortest one that breaks the same law.
#pragma once

#include "tests/simulation/seeds.h"

namespace minsync::simulation {

// Leaves out kinds of trouble and steps, as long as the same law is broken; at most `tries` plays.
Story shrink(const Story& story, const std::string& law, int tries);

}  // namespace minsync::simulation
