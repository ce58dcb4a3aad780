// A named story: an office is away for 400 days with unsent edits, and what was removed meanwhile is purged.
#pragma once

#include "tests/simulation/play.h"

namespace minsync::simulation {

// Its edits survive, and what was removed does not rise again unless the bureau brings it back.
Outcome play_away(const Story& story);

}  // namespace minsync::simulation
