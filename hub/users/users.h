// The persons who work at the hub (用户), and the rules by which they are added and changed. All functions work in the
// caller's transaction; who may call them, and the audit log, are the caller's business.
#pragma once

#include "hub/storage/hub_store.h"
#include "hub/storage/people.h"

namespace minsync {

inline constexpr std::size_t kLongestUserName = 32, kLongestDisplayName = 60;  // characters, bytes

// From when on commands need a person with the right: the first moment at which there was one of each of the three
// administrators. It never goes back, as the last active one of each stays. Before that the hub is being founded.
Result<bool> governed(HubStore& store);

struct NewUser {
  std::string name;     // small letters, digits, "-", "_", "."
  std::string display;  // "" takes the name
  UserRoles roles;
};
// `password` as made by `first_password`. Faults: bad_input for the name, roles that exclude each other, a name that is
// taken, also by somebody who was disabled: names stay with whoever the log says did something.
Status add_user(HubStore& store, const NewUser& user, const PasswordCheck& password, std::int64_t now_ms);

// The following give not_allowed if `by`, who does it, is the user himself: nobody changes his own rights, and whoever
// has a password changes it by himself. "" is the account that founds the hub. bad_input: no such user.

// A new first password; the code device is forgotten, a lock ends, so does disabling.
Status reset_user(HubStore& store, const std::string& name, const PasswordCheck& password, const std::string& by);
// His sessions end. not_allowed for the last active one of an administrator's role.
Status disable_user(HubStore& store, const std::string& name, const std::string& by);
// Other roles in place of those he had; the same for the last one.
Status change_roles(HubStore& store, const std::string& name, UserRoles roles, const std::string& by);

Result<User> get_user(HubStore& store, const std::string& name);

// The user's own: a password of his choice, checked by the rules.
Status change_password(HubStore& store, const std::string& name, const PasswordCheck& password);
// A secret to be put into his app, and the code that shows that it is there. Until then the former one counts.
// Fault of confirming: not_allowed, another code.
Result<std::string> offer_totp(HubStore& store, const std::string& name);
Status confirm_totp(HubStore& store, const std::string& name, const std::string& code, std::int64_t now_ms);

}  // namespace minsync
