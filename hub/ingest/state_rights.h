// What a record's present state allows: transitions, and who may change which field. Part of rights.h.
#pragma once

#include "hub/ingest/rights.h"

namespace minsync {

// `record` is nullptr for one that is being created: it comes from its workflow's first state.
std::optional<Refusal> refuse_by_state(const Device& device, const Standing& standing, const Form& form,
                                       const Edit& edit, const StoredRecord* record);

// Whether the author of this edit had seen everything that is merged in the record: up to `seen`, and what the same
// life of the device made before. Where copies of its data are in use, numbers do not tell what was on whose screen:
// then only what the hub had shown counts.
bool has_seen_all(const Device& device, const Edit& edit, const RecordState& record);

}  // namespace minsync
