// Conflicts at the hub: what is open, and the decisions that close it.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

struct OpenConflict {
  const Form* form = nullptr;
  RecordId record;
  UnitId unit;
  GroupState state;
};

// Open reviews of records that are not deleted; with `notices` also what was overwritten under latest and authority.
// Call it inside a read snapshot.
Result<std::vector<OpenConflict>> conflicts_of(HubStore& store, const FormCatalogue& forms, bool notices);

// The decision that puts `values` in the place of every head that the group has now.
Edit decision_on(const Form& form, const StoredRecord& record, GroupNumber group, std::vector<FieldValue> values,
                 std::string reason);

// Decides one conflict as the hub's own edit; inside the caller's write transaction. `keep` as chosen_values takes it.
// Faults: no such record or conflict, a value that the form's rules refuse.
Status resolve_conflict(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId record,
                        GroupNumber group, const std::string& keep, std::string reason);

}  // namespace minsync
