// Comparing secrets without telling, by the time it takes, how much of them is alike.
#pragma once

#include <string_view>

namespace minsync {

// The lengths are no secret.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace minsync
