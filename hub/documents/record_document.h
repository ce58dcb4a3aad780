// All that there is to show of one record, as `record show` prints it and the console shows it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/documents/names.h"
#include "hub/review/history.h"
#include "shared/forms/disclosure.h"
#include "shared/text/text.h"

namespace minsync {

struct ShownRecord {
  const Form* form = nullptr;
  StoredRecord record;
  std::vector<PastEdit> history;
  std::vector<HeldEdit> held;
  bool with_history = false;
};
// At one moment: call it inside a read snapshot. Fault: bad_input, no such record.
Result<ShownRecord> read_shown_record(HubStore& store, const std::string& id, bool history);

// What people call a record: its form's first text, masked if it is sensitive; null if it has none.
nlohmann::json title_json(const Form& form, const StoredRecord& record);
// The workflow's state in which nothing of the record can be decided or put back, or null.
nlohmann::json closed_json(const Form& form, const StoredRecord& record);

// record_json with "flags", "held" and, if it was asked for, "history".
nlohmann::json record_document(const ShownRecord& shown, const AuthorNames& authors, Disclosure disclosure,
                               Language language);

}  // namespace minsync
