// Persons at the hub and what two of them do together, as commands print them and the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/users/two_persons.h"

namespace minsync {

// ["bureau_reviewer", …]; read_roles takes the same words. Fault: bad_input for another one.
nlohmann::json roles_json(UserRoles roles);
Result<UserRoles> read_roles(const std::vector<std::string>& words);

// "disabled", "locked", "first" (has the first password still), "active".
std::string user_state(const User& user, std::int64_t now_ms);
// {"name","display","roles","state","totp","added","last_login"}
nlohmann::json user_json(const User& user, std::int64_t now_ms);
// {"user","display","roles"}: who is logged in.
nlohmann::json who_json(const User& user);

// {"number","kind","about","asked_by","asked","expires","approved_by","state"}
nlohmann::json request_json(const Request& request);

}  // namespace minsync
