// Forms that change while offices are out, and offices whose programs are too old to read that.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One step's part: the bureau decides on a definition, somebody enters what only new ones have, a program is replaced.
void change_forms(World& world, Machine& machine, int step);

// The bureau adds again what the hub has lost, as it does before it closes a recovery.
void add_lost_forms(World& world);
// Programs that are still old are replaced, after everything was synchronised: what they could not read was kept.
void replace_old_programs(World& world);
// A program whose catalogue may be ahead of its tables, after a fault, has ended with it; the next one starts.
void start_anew(World& world, Machine& machine);

}  // namespace minsync::simulation
