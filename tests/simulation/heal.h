// The end of every story: lines and disks are good, everybody synchronises in turns, and within a bound nothing is
// left.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

void heal(World& world);

}  // namespace minsync::simulation
