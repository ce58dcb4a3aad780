// What may be a user's PIN or password.
#pragma once

#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

// Digits alone are a PIN: at least 6, not all the same and no simple run (123456, 987654, 890123). Anything else is a
// password of at least 8 bytes. At most 128 bytes either way. Fault: bad_input, with the rule that it breaks.
Status check_pin(std::string_view pin);

}  // namespace minsync
