// What users do: enter, change, delete, pass on, decide, export and import, synchronise. Each is one transaction, as
// the command line does it; what was committed counts as entered.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One action, chosen by the dice, of this machine's user (or the hub's).
void act(World& world, Machine& machine, Dice& dice);

}  // namespace minsync::simulation
