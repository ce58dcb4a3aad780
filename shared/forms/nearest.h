// "Did you mean": names ordered by how like they are to one that was typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minsync {

// The likest first, at most `limit` of them, joined by a comma; … where more were left out.
std::string nearest_names(std::string_view typed, const std::vector<std::string>& known, std::size_t limit = 8);

}  // namespace minsync
