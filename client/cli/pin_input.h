// PINs as users give them: typed at the terminal, unseen, or in a file.
#pragma once

#include <string>
#include <string_view>

#include "client/cli/context.h"

namespace minsync {

// The first line of `file`, else asked for at the terminal with the message `question`. Faults: usage without either,
// bad_input for a file that is not there.
Result<std::string> read_pin(const Context& context, const std::string& file, std::string_view question);
// The same for a new one: at the terminal it is typed twice.
Result<std::string> read_new_pin(const Context& context, const std::string& file);

}  // namespace minsync
