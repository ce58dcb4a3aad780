// Passwords as people give them: at the terminal without echo, as the next line of standard input, or as the first line
// of a file. Never on the command line, where every user of the machine could read them.
#pragma once

#include <string>

#include "hub/admin/context.h"

namespace minsync {

// `file`: "" or "-" for standard input. In NFC. Faults: nothing was given, the file cannot be read.
Result<std::string> read_password(const HubContext& context, const std::string& file, std::string_view question);
// With echo, at the terminal only; "" elsewhere.
std::string ask_line(const HubContext& context, std::string_view question);

}  // namespace minsync
