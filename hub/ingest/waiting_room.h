// Edits that could not be merged when they came: what they stand on was not here, or their names had to be told apart.
#pragma once

#include "hub/ingest/arrival.h"

namespace minsync {

// Those of the batch's device, and those on records to which something was found again, as far as they can be merged
// now. Called when the batch's own entry is closed.
Status release_waiting(Ingest& ingest);

// The administrator's word that all devices which can have sent what the hub lost: what waits for that is judged by
// what is there. In the caller's write transaction.
Status close_recovery(HubStore& store, const IngestContext& context);

}  // namespace minsync
