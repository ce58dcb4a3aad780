// What goes wrong beside the line: power, disks, clocks, copies, and data that is put back to an older state.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One kind of trouble, chosen by the dice among those of the story, for this machine or the hub.
void trouble(World& world, Machine& machine, Dice& dice);

}  // namespace minsync::simulation
