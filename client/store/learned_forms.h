// Forms that the hub added while this program was out: their definitions are records, and what came of such forms
// before its definition was kept as it was.
#pragma once

#include "client/store/client_store.h"
#include "shared/store/form_definitions.h"

namespace minsync {

// What the stored definitions say, and those that were stored before: own edits may have been made with one that a hub
// lost and did not tell any more. The catalogue learns them, and the tables are made to fit.
Result<LearnedForms> learn_stored_forms(ClientStore& store);

// The store's catalogue learns what the stored definitions say, and what was kept for them is shown. In the caller's
// write transaction.
Status settle_forms(ClientStore& store);

// Keeps a change of a form that is not known here. `whole`: it is told anew and takes the place of what is kept.
Status keep_unknown(ClientStore& store, const RecordChange& change, PartitionId partition, bool whole);
// What is kept of a partition that was told anew, and was not told.
Status drop_untold_unknown(ClientStore& store, PartitionId partition);

// The change's groups and everything else of it into the state.
void take_over(RecordState& state, const RecordState& change);

}  // namespace minsync
