// The end of every story: lines and disks are good, everybody synchronises in turns, and within a bound nothing is
// left.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

void heal(World& world);
// One machine's exchange to its end. True if it had nothing to do.
bool sync_to_the_end(World& world, Machine& machine);

}  // namespace minsync::simulation
