#include "sync_protocol/role.h"

namespace minsync {

std::string role_name(Role role) {
  switch (role) {
    case Role::township:
      return "township";
    case Role::county:
      return "county";
    case Role::city:
      return "city";
  }
  return {};
}

std::optional<Role> parse_role(std::string_view name) {
  for (const auto role : {Role::township, Role::county, Role::city}) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace minsync
