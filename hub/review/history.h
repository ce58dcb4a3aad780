// A record's whole life, read back from the journal: nothing of it stands in the record itself.
#pragma once

#include <utility>
#include <vector>

#include "hub/ingest/ingest.h"

namespace minsync {

struct PastEdit {
  Edit edit;
  Origin origin;                   // its version, effective stamp and rank as journaled
  std::int64_t received_ms = 0;    // when the hub wrote it; for an edit that waited, when it was released
  std::optional<Receipt> receipt;  // nothing: merged, all applied, everything seen
  // Which later edit took the place of this one's value, by group; not for sums, whose edits all stay in the total.
  std::vector<std::pair<GroupNumber, EditId>> replaced_by;
};

// Every merged edit of the record, newest first. Call it inside a read snapshot. A journal that does not lead back to
// the record's birth is FaultKind::integrity.
Result<std::vector<PastEdit>> history_of(HubStore& store, const Form& form, const StoredRecord& stored);

}  // namespace minsync
