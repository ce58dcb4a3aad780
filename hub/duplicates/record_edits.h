// The single edits that join two records and part them: ordinary ones, made on what the record shows now.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// A change without groups yet, made by somebody who sees the record as it stands.
Edit change_on(const Form& form, const StoredRecord& record, std::string reason);

// Adds to `edit` the group's new values. It takes the place of what is shown alone: what lies beside it, an overwritten
// value say, stays there, so that what was shown can be put back later. Heads with the value shown count as one.
void replace_group(Edit& edit, const GroupRule& rule, const StoredRecord& record, std::vector<FieldValue> values);

// The same where it takes the place of what one edit left there, and of nothing else.
void replace_head(Edit& edit, const GroupRule& rule, const StoredRecord& record, const EditId& head,
                  std::vector<FieldValue> values);

// Says again what one group shows, which nothing but a removal can tell from before: the record lives then. Of the
// groups that may be written in its state it takes one in which that matters least to edits that are still under way.
Edit revival_of(const Form& form, const StoredRecord& record, std::string reason);

// A removal by somebody who has seen all there is.
Edit removal_of(const Form& form, const StoredRecord& record, std::string reason);

// The edit of the hub that the record's newest version is, as the head that it left in the group; nothing if there is
// none.
std::optional<EditId> newest_edit(const StoredRecord& record, GroupNumber group, DeviceId hub);

// Whether the group still is what this edit made of it: nobody wrote there since.
bool untouched_since(const StoredRecord& record, GroupNumber group, const EditId& edit);

// What the group showed before that edit, from the journal; nothing if the edit is not in the record's life.
Result<std::optional<std::vector<FieldValue>>> values_before(HubStore& store, const Form& form,
                                                             const StoredRecord& record, const GroupRule& rule,
                                                             const EditId& edit);

// Whether the bureau may write the group in the state in which the record is.
bool is_open(const Form& form, const StoredRecord& record, const GroupRule& rule);

}  // namespace minsync
