// Whether a record may be decided together with others, without being looked at by itself.
#pragma once

#include <optional>
#include <string>

#include "client/documents/found_record.h"
#include "client/exchange/entry_rules.h"

namespace minsync {

// In the order in which they are looked for; the first that is found is told.
enum class NotClean {
  step,         // not a step of this office from the record's state
  conflict,     // an open conflict
  overwritten,  // a value that another one replaced and that can be put back
  own_edit,     // an own edit that the hub has not answered, or has refused or holds
  error,        // the step is refused by the form's rules
  warning,      // the form's rules find something, now or once the step is taken
  child,        // something of that in a record that belongs to it
  changed       // not as it was when it was looked at
};
std::string not_clean_name(NotClean why);

struct Unclean {
  NotClean why;
  Fault fault;  // what is to be told
};

// The workflow's `to` as the state's name. Nothing for a clean record. Faults: of the store.
Result<std::optional<Unclean>> why_not_clean(ClientStore& store, const FoundRecord& found, const std::string& to,
                                             const CheckContext& context);

}  // namespace minsync
