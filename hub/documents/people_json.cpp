#include "hub/documents/people_json.h"

#include <nlohmann/json.hpp>

#include "shared/cli/record_json.h"

namespace minsync {
namespace {

std::string_view state_of(const Request& request) {
  if (request.done_ms != 0) return "done";
  return request.approved_by.empty() ? "open" : "approved";
}

}  // namespace

nlohmann::json roles_json(UserRoles roles) {
  auto words = nlohmann::json::array();
  for (const auto role : all_roles()) {
    if (roles.has(role)) words.push_back(std::string(role_word(role)));
  }
  return words;
}

Result<UserRoles> read_roles(const std::vector<std::string>& words) {
  UserRoles roles, all;
  for (const auto role : all_roles()) all.add(role);
  for (const auto& word : words) {
    const auto role = read_role(word);
    if (!role) return fail(FaultKind::bad_input, "users.bad_role", {word.substr(0, 40), role_words(all)});
    roles.add(*role);
  }
  return roles;
}

std::string user_state(const User& user, std::int64_t now_ms) {
  if (user.disabled) return "disabled";
  if (user.locked_until_ms > now_ms) return "locked";
  return user.first_password ? "first" : "active";
}

nlohmann::json user_json(const User& user, std::int64_t now_ms) {
  const auto time = [](std::int64_t ms) { return ms == 0 ? nlohmann::json() : nlohmann::json(time_text(ms)); };
  return {{"name", user.name},
          {"display", user.display},
          {"roles", roles_json(user.roles)},
          {"state", user_state(user, now_ms)},
          {"totp", !user.totp.empty()},
          {"added", time(user.added_ms)},
          {"last_login", time(user.last_login_ms)}};
}

nlohmann::json who_json(const User& user) {
  return {{"user", user.name}, {"display", user.display}, {"roles", roles_json(user.roles)}};
}

nlohmann::json request_json(const Request& request) {
  return {{"number", request.number},
          {"kind", std::string(rule_of(static_cast<TwoPersons>(request.kind)).name)},
          {"about", request.about},
          {"asked_by", request.asked_by},
          {"asked", time_text(request.asked_ms)},
          {"expires", time_text(request.expires_ms)},
          {"approved_by", request.approved_by.empty() ? nlohmann::json() : nlohmann::json(request.approved_by)},
          {"state", std::string(state_of(request))}};
}

}  // namespace minsync
