// What new, edit, transition and the like have in common: `field=value` on a command line, and what is told of an
// entry.
#pragma once

#include <string>
#include <vector>

#include "client/cli/context.h"
#include "client/exchange/entering.h"

namespace minsync {

// `field=value` of each. Fault: usage.
Result<std::vector<TypedField>> read_assignments(const std::vector<std::string>& typed);

// As of now, in this language.
EntryOptions entry_options(const Context& context, const std::string& note, const std::string& accept_with);

// Refuses with every error, or prints what there is to note of what was entered.
Status tell_entered(const Context& context, const Entered& entered);

// Of values that were not typed: refuses with every error that binds, prints the warnings that stay.
Status check_entry(Context& context, const Form& form, const FieldValues& before, const FieldValues& changes,
                   const std::string& accept_with);

}  // namespace minsync
