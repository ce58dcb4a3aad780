// Closed records (MERGE.md, "Closed records"): content that arrives while a record is closed is kept, and merged in the
// order of its arrival when the record is opened again.
#pragma once

#include "hub/ingest/arrival.h"

namespace minsync {

enum class Gate { open, held, refused };

// What a record that is closed does with an edit that may be merged otherwise. Refused is a transition that stands on
// an own edit which is held: it cannot come before that, nor wait for its own effect.
Result<Gate> gate_of(Ingest& ingest, const Form& form, const Arrival& arrival, const Edit& edit,
                     const StoredRecord* record);

// Keeps it, unmerged, and tells its author by `receipt` unless he was told. `at` is its place in the journal.
Status hold(Ingest& ingest, const Arrival& arrival, Receipt receipt, Version at);

// It leaves the place where it was held, in a journal entry of its own.
Status refuse_held(Ingest& ingest, const HeldEdit& held, Refusal refusal);

// What was held on records whose state has changed, as far as they are open now; each in a journal entry of its own.
// Whether anything was.
Result<bool> release_reopened(Ingest& ingest);

// The same for all records of a form whose definition has changed: what closed them may not do so any more. In the
// caller's write transaction.
Status release_held_of(HubStore& store, const IngestContext& context, const std::string& form);

}  // namespace minsync
