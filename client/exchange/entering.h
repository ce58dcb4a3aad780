// What an office does with a record, whole: the rights, the checks, the edit, in one transaction. The command line and
// the local page say what came of it in their own ways.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/documents/found_record.h"
#include "client/exchange/entry.h"
#include "client/exchange/returning.h"

namespace minsync {

struct EntryOptions {
  std::string note;
  std::string accept_with;  // a reason: errors that may be overridden are accepted, the reason is kept with the edit
  std::uint64_t now_ms = 0;
  CheckContext context;
  bool files_here = false;  // a reference to a file that is not on this computer is refused
  // In the same transaction, of a step: before anything is written. A fault ends it.
  std::function<Status(const FoundRecord&)> only_if = {};
  // In the same transaction, once the edit is made.
  std::function<Status()> along = {};
};

struct Entered {
  const Form* form = nullptr;
  RecordId record;
  UnitId unit;
  // If there are any, nothing was written. `unread`: they are of values that could not even be read.
  std::vector<Finding> errors;
  bool unread = false;
  std::vector<Finding> warnings;
  bool changed = false;  // false: everything is shown like that already
  bool held = false;     // the hub will hold it until the record is opened again
  std::string from, state;
};

// What the user is to be told where there are errors.
Fault refusal_of(const Entered& entered);

// `org`: code of the new record's unit, "" for the own one. Faults of all: not_allowed, bad_input for what is not
// there, usage.
Result<Entered> enter_new(ClientStore& store, const std::string& form, const std::string& org,
                          const std::vector<TypedField>& typed, const EntryOptions& options);
// `displayed`: a token (displayed_token.h) of what the user saw, on which the edit stands; "" for what is shown now.
Result<Entered> enter_change(ClientStore& store, const std::string& id, const std::vector<TypedField>& typed,
                             const std::string& displayed, const EntryOptions& options);
// `state` by name or label. `returning` with a step to `returned`, whose reason is the note; usage with another step.
Result<Entered> enter_step(ClientStore& store, const std::string& id, const std::string& state,
                           const EntryOptions& options, const Returning& returning = {});
Result<Entered> enter_removal(ClientStore& store, const std::string& id, const EntryOptions& options);

// A conflict by its id. `keep` as for chosen_values, or "value" with the `values` of the group's fields, all of them.
struct Decision {
  std::string conflict, keep;
  std::vector<TypedField> values;
};
Result<Entered> enter_decision(ClientStore& store, const Decision& decision, const EntryOptions& options);

}  // namespace minsync
