#include "hub/users/users.h"

#include <algorithm>

#include "hub/users/rights.h"
#include "hub/users/totp.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr const char* kGoverned = "governed";

bool fit_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= kLongestUserName && std::ranges::all_of(name, fits);
}

Status check_roles(UserRoles roles) {
  if (roles_fit_together(roles)) return {};
  return fail(FaultKind::bad_input, roles.none() ? "users.no_roles" : "users.roles_exclude", {role_words(roles)});
}

bool active(const User& user, UserRole role) {
  return !user.disabled && user.roles.has(role);
}

Status not_himself(const std::string& name, const std::string& by) {
  return name == by ? fail(FaultKind::not_allowed, "users.not_oneself", {name}) : Status{};
}

// Whether every administrator's role that `user` has is left to somebody once he has `after`.
Status leaves_one_of_each(HubStore& store, const User& user, UserRoles after) {
  MINSYNC_ASSIGN(const auto all, store.people().users());
  for (const auto role : administrator_roles()) {
    if (!active(user, role) || after.has(role)) continue;
    const bool another =
        std::ranges::any_of(all, [&](const User& other) { return other.name != user.name && active(other, role); });
    if (!another) return fail(FaultKind::not_allowed, "users.last_one", {user.name, std::string(role_word(role))});
  }
  return {};
}

// Once one of each is there it is so for good.
Status note_governed(HubStore& store) {
  MINSYNC_ASSIGN(const auto all, store.people().users());
  const bool each = std::ranges::all_of(administrator_roles(), [&](UserRole role) {
    return std::ranges::any_of(all, [&](const User& user) { return active(user, role); });
  });
  return each ? store.set_setting(kGoverned, "1") : Status{};
}

}  // namespace

Result<bool> governed(HubStore& store) {
  MINSYNC_ASSIGN(const auto setting, store.setting(kGoverned));
  return !setting.empty();
}

Result<User> get_user(HubStore& store, const std::string& name) {
  MINSYNC_ASSIGN(auto user, store.people().find_user(name));
  if (!user) return fail(FaultKind::bad_input, "users.unknown", {name.substr(0, kLongestUserName)});
  return *std::move(user);
}

Status add_user(HubStore& store, const NewUser& wanted, const PasswordCheck& password, std::int64_t now_ms) {
  if (!fit_name(wanted.name)) {
    return fail(FaultKind::bad_input, "users.bad_name", {wanted.name.substr(0, 40), std::to_string(kLongestUserName)});
  }
  MINSYNC_TRY(check_roles(wanted.roles));
  MINSYNC_ASSIGN(const auto there, store.people().find_user(wanted.name));
  if (there) return fail(FaultKind::bad_input, "users.name_taken", {wanted.name});
  User user;
  user.name = wanted.name;
  MINSYNC_ASSIGN(user.display, normalise(wanted.display.empty() ? wanted.name : wanted.display));
  if (user.display.size() > kLongestDisplayName) {
    return fail(FaultKind::bad_input, "users.display_long", {std::to_string(kLongestDisplayName)});
  }
  user.roles = wanted.roles;
  user.password = password;
  user.added_ms = now_ms;
  MINSYNC_TRY(store.people().put_user(user));
  return note_governed(store);
}

Status reset_user(HubStore& store, const std::string& name, const PasswordCheck& password, const std::string& by) {
  MINSYNC_TRY(not_himself(name, by));
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  user.password = password;
  user.first_password = true;
  user.totp.clear();
  user.totp_offered.clear();
  user.failures.clear();
  user.locked_until_ms = 0;
  user.disabled = false;
  MINSYNC_TRY(store.people().put_user(user));
  MINSYNC_TRY(store.people().drop_sessions_of(name));
  return note_governed(store);
}

Status disable_user(HubStore& store, const std::string& name, const std::string& by) {
  MINSYNC_TRY(not_himself(name, by));
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  MINSYNC_TRY(leaves_one_of_each(store, user, {}));
  user.disabled = true;
  MINSYNC_TRY(store.people().put_user(user));
  return store.people().drop_sessions_of(name);
}

Status change_roles(HubStore& store, const std::string& name, UserRoles roles, const std::string& by) {
  MINSYNC_TRY(not_himself(name, by));
  MINSYNC_TRY(check_roles(roles));
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  MINSYNC_TRY(leaves_one_of_each(store, user, roles));
  user.roles = roles;
  MINSYNC_TRY(store.people().put_user(user));
  MINSYNC_TRY(store.people().drop_sessions_of(name));
  return note_governed(store);
}

Status change_password(HubStore& store, const std::string& name, const PasswordCheck& password) {
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  user.password = password;
  user.first_password = false;
  return store.people().put_user(user);
}

Result<std::string> offer_totp(HubStore& store, const std::string& name) {
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  user.totp_offered = totp_secret();
  MINSYNC_TRY(store.people().put_user(user));
  return user.totp_offered;
}

Status confirm_totp(HubStore& store, const std::string& name, const std::string& code, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto user, get_user(store, name));
  const auto step = totp_step_of(user.totp_offered, code, now_ms, 0);
  if (!step) return fail(FaultKind::not_allowed, "users.code_wrong");
  user.totp = std::move(user.totp_offered);
  user.totp_offered.clear();
  user.totp_step = *step;
  return store.people().put_user(user);
}

}  // namespace minsync
