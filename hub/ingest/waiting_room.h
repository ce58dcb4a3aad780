// Edits that could not be merged when they came: what they stand on was not here, or their names had to be told apart.
#pragma once

#include "hub/ingest/arrival.h"

namespace minsync {

// Those of the batch's device, and those on records to which something was found again, as far as they can be merged
// now. Called when the batch's own entry is closed.
Status release_waiting(Ingest& ingest);

}  // namespace minsync
