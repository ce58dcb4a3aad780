// The bureau purges what was removed, and decides on what comes late for it.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// Purges, restores a purged record, or refuses what came late for one.
void purge_or_restore(World& world, Dice& dice);

// The law of the purged: each was removed by all that the journal has of it, and what the offices hold of one is
// removed, too, or has an own edit on top that waits for the bureau.
void check_purged(World& world, RecordId record, const Form& form, bool expected_deleted);
bool may_hold_purged(World& world, Machine& machine, const StoredRecord& record);

}  // namespace minsync::simulation
