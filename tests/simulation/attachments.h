// Files that users attach to records: sent in pieces after the text, over a line that breaks, and fetched by others.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One step's part: somebody attaches a file, or fetches one.
void handle_files(World& world, Machine& machine, int step);
// What the hub does not have yet, after an exchange, as `sync` does it.
void send_attached(World& world, Machine& machine);
// Of a file that this record shows; a violation if what comes is not what was attached.
Status fetch_shown(World& world, Machine& machine, RecordId record);

}  // namespace minsync::simulation
