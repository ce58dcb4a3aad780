// Passwords (口令): what is asked of them, and how they are kept and compared. Any thread.
#pragma once

#include <string>

#include "hub/storage/people.h"
#include "sync_protocol/result.h"

namespace minsync {

inline constexpr std::size_t kLongestPassword = 200;  // bytes

// At least 10 characters, 12 for administrators; not the user's name; not one that everybody tries first. Faults:
// bad_input, each says what is asked.
Status check_password(std::string_view password, const std::string& user, UserRoles roles);

// 20 characters that are told apart when read aloud, of 100 random bits.
std::string first_password();

// Takes some 0.3 s. Fault: not enough memory.
Result<PasswordCheck> keep_password(std::string_view password);
// The same with a stored one's salt and cost; compare by `same_password`.
Result<std::string> derive_password(std::string_view password, const PasswordCheck& kept);
bool same_password(std::string_view derived, const PasswordCheck& kept);
// What a name that nobody has is compared with, so that it takes as long.
PasswordCheck nobodys_password();

}  // namespace minsync
