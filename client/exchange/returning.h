// What goes back with a record that is returned: its reason, the fields to mend, a day. It stands in ordinary fields of
// the form, by the names that FORMS.md has ("Returned records"), so that it comes to the other office with the record.
#pragma once

#include <string>
#include <vector>

#include "client/exchange/entry.h"

namespace minsync {

struct Returning {
  std::vector<std::string> fields;  // to mend, by name or label
  std::string deadline;             // a day as a user types it, or ""
  bool empty() const { return fields.empty() && deadline.empty(); }
};

// The values of those fields, Null for what was not given: what an earlier return said goes. Faults of values are
// findings, others: bad_input for a field that is none of the form's, usage for what the form has no field for.
Result<ReadEntry> returning_values(const Form& form, const std::string& reason, const Returning& returning);

}  // namespace minsync
