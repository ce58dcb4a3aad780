// What new, edit and transition have in common: from `field=value` on a command line to a checked set of values.
#pragma once

#include <string>
#include <vector>

#include "client/cli/context.h"
#include "client/exchange/entry_rules.h"

namespace minsync {

// Every fault is told, not only the first.
Result<FieldValues> parse_assignments(ClientStore& store, const Form& form, const std::vector<std::string>& typed);

// Refuses with every error that binds, prints the warnings that stay.
Status check_entry(Context& context, const Form& form, const FieldValues& before, const FieldValues& changes,
                   const std::string& accept_with);

// A remark and a reason for accepting become one note.
Result<std::string> note_of(const std::string& note, const std::string& accept_with);

}  // namespace minsync
