// What a client shows: the hub's merged state, and on top of it the own edits whose merged result is not here yet.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

// The own edits of a record that its hub state does not hold yet, ascending; of a record that the hub does not have,
// refused ones too, so that nothing which was typed disappears.
std::vector<const OutboxEntry*> edits_on_top(const RecordState& state, const std::vector<OutboxEntry>& own);

// The state as it is shown, with these edits merged on top.
RecordState with_edits(const Form& form, const RecordState& state, const std::vector<const OutboxEntry*>& on_top,
                       Role own_role);

// Sets `record.shown` and `record.deleted` accordingly.
void show_with_edits(const Form& form, StoredRecord& record, const std::vector<const OutboxEntry*>& on_top,
                     Role own_role);

// What a new edit of this group stands on, as displayed now.
Base displayed_base(const RecordState& state, const std::vector<const OutboxEntry*>& on_top, GroupNumber group);

}  // namespace minsync
