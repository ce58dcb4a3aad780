// Puts back what an earlier edit said: after a wrong decision, a merge of values that should not stand together, or an
// entry by mistake.
#pragma once

#include <string_view>

#include "hub/ingest/own_edits.h"

namespace minsync {

// Whether a value of such a group is what one edit alone said; of others nothing can be put back.
bool is_one_edits_alone(MergePolicy policy);

// As the hub's own edit the value of `field` in the record's edit with that version takes the place of the present one,
// with the fields that merge as one with it; inside the caller's write transaction. Where the field is in conflict,
// that is decided by it. Faults (bad_input): no such record, edit or field in it; a total, a set or a state, which no
// one edit says alone; the value stands already; the record is closed.
Status put_back(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id, Version edit,
                std::string_view field, std::string reason);

}  // namespace minsync
