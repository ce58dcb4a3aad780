// The clerks who share an office's computer: names, PINs as scrypt hashes, lock-out. They live in the client's own
// database and never travel. As long as there are none, the program asks nobody who he is.
//
// Functions that change something have a transaction of their own. Times are Unix ms, as the caller's clock says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/store/database.h"

namespace minsync {

struct User {
  std::string name;     // what is typed; unique
  std::string display;  // what is shown, `name` if nobody gave another
  bool admin = false;   // may add, remove and reset others
};

struct UserRow {
  User user;
  std::uint64_t locked_until_ms = 0;  // 0: not locked out
};

// After this many wrong PINs in a row a name is locked out: 5 minutes, twice as long after each further one, at most a
// day. A right PIN ends the row.
inline constexpr int kTriesBeforeLockOut = 5;

Result<bool> has_users(Database& database);
Result<std::vector<UserRow>> all_users(Database& database);  // by name
// Fault: bad_input "clerks.no_such_user".
Result<User> find_user(Database& database, const std::string& name);

// As it is stored: the first one is an admin whatever `user` says. Faults: bad_input for a name that is empty, over 60
// bytes, holds control characters or is there already; for a PIN as check_pin.
Result<User> add_user(Database& database, const User& user, std::string_view pin);
// His sessions end. Fault: not_allowed for the last admin while there are others.
Status remove_user(Database& database, const std::string& name);
// His sessions and lock-out end.
Status set_pin(Database& database, const std::string& name, std::string_view pin);

// The try is counted, durably, before the PIN is looked at: a killed process gives no free one. Faults: bad_input (no
// such user), not_allowed "clerks.wrong_pin" (how many tries are left), "clerks.locked_out" (for how many minutes).
Result<User> verify_pin(Database& database, const std::string& name, std::string_view pin, std::uint64_t now_ms);

}  // namespace minsync
