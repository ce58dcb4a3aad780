// What an office is in the order of things. The number is its rank under the merge policy `authority`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

enum class Role : std::uint8_t { township = 1, county = 2, city = 3 };

// "township", "county", "city": as forms and the protocol spell them.
std::string role_name(Role role);
std::optional<Role> parse_role(std::string_view name);

}  // namespace minsync
