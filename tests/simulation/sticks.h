// USB sticks: bundles that are exported, carried late, twice, in any order, through a county or not at all.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One thing done with a stick, at this machine or at the hub.
void handle_stick(World& world, Machine& machine, Dice& dice);

}  // namespace minsync::simulation
