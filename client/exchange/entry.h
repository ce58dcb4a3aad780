// From what a user typed to checked values: the same for the command line and the local page.
#pragma once

#include <string>
#include <vector>

#include "client/exchange/entry_rules.h"

namespace minsync {

// A field by its name or label, and its text as for parse_value, or parse_entry for references.
struct TypedField {
  std::string name, text;
};

struct ReadEntry {
  FieldValues values;           // of the fields that could be read
  std::vector<Finding> faults;  // of all others
};
// Every fault of a value is told, not only the first. Fault: usage for a field that is named twice.
Result<ReadEntry> read_entry(ClientStore& store, const Form& form, const std::vector<TypedField>& typed);

struct JudgedEntry {
  std::vector<Finding> errors;    // that bind: nothing may be written
  std::vector<Finding> warnings;  // that stay with the record
  bool held = false;              // the hub will hold the changes until the record is opened again
};
// `before` is what is shown ({} for a new record). With `accepted`, errors that may be overridden are warnings. Faults:
// a step of the workflow that is none or not this office's, a field that it may not change in this state.
Result<JudgedEntry> judge_entry(ClientStore& store, const Form& form, const FieldValues& before,
                                const FieldValues& changes, const CheckContext& context, bool accepted);

// What a user is told of errors: one fault that lists them, and that some may be accepted with a reason.
Fault not_saved(const std::vector<Finding>& errors);

// A remark and a reason for accepting become one note. Fault: usage if it is too long.
Result<std::string> note_of(const std::string& note, const std::string& accept_with);

}  // namespace minsync
