// Records are taken through their workflow to where they are closed, and opened again.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// The steps that the user at this machine may take with some record: several at once, as far as they are the office's.
void approve_or_reopen(World& world, Machine& machine, Dice& dice);

// Notes what a covering transition's author has on the screen. `own` are the machine's own edits of the record before.
void note_covering(World& world, Machine& machine, const Edit& edit, const std::vector<OutboxEntry>& own);

}  // namespace minsync::simulation
