#include "client/users/users.h"

#include <algorithm>

#include "client/users/pin_rules.h"
#include "client/users/sessions.h"
#include "shared/crypto/crypto.h"
#include "shared/crypto/same_secret.h"
#include "shared/crypto/secret_key.h"
#include "shared/forms/characters.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::size_t kLongestName = 60;
constexpr std::uint64_t kFirstLockOutMs = 5 * 60'000, kLongestLockOutMs = 24 * 3'600'000;

struct Account {
  User user;
  ScryptCost cost;
  std::string salt, hash;
  int failures = 0;
  std::uint64_t locked_until_ms = 0;
};

std::uint64_t lock_out_ms(int failures) {
  if (failures < kTriesBeforeLockOut) return 0;
  const int doubled = std::min(failures - kTriesBeforeLockOut, 16);
  return std::min(kFirstLockOutMs << doubled, kLongestLockOutMs);
}

// A clock that went back (a dead battery) does not lock somebody out for years.
std::uint64_t still_locked_ms(const Account& account, std::uint64_t now_ms) {
  if (now_ms >= account.locked_until_ms) return 0;
  const auto left = account.locked_until_ms - now_ms;
  return left <= lock_out_ms(account.failures) ? left : 0;
}

std::string minutes_text(std::uint64_t ms) {
  return std::to_string((ms + 59'999) / 60'000);
}

Result<std::string> good_name(std::string_view text) {
  MINSYNC_ASSIGN(const auto normal, normalise(trim_blanks(text)));
  const bool control = std::ranges::any_of(normal, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (normal.empty() || normal.size() > kLongestName || control) {
    return fail(FaultKind::bad_input, "clerks.bad_name", {std::to_string(kLongestName)});
  }
  return normal;
}

Result<Account> account_of(Database& database, const std::string& name) {
  MINSYNC_ASSIGN(auto row, database.query("SELECT name, display, admin, log_n, r, p, salt, hash, failures,"
                                          " locked_until_ms FROM user WHERE name = ?",
                                          std::string_view(name)));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return fail(FaultKind::bad_input, "clerks.no_such_user", {name});
  Account account;
  account.user = {std::string(row.text(0)), std::string(row.text(1)), row.integer(2) != 0};
  account.cost = {static_cast<std::uint8_t>(row.integer(3)), static_cast<std::uint8_t>(row.integer(4)),
                  static_cast<std::uint8_t>(row.integer(5))};
  account.salt = row.blob(6), account.hash = row.blob(7);
  account.failures = static_cast<int>(row.integer(8));
  account.locked_until_ms = row.number(9);
  if (!account.cost.bearable()) return fail(FaultKind::integrity, "common.damaged", {"user"});
  return account;
}

struct Hashed {
  ScryptCost cost;
  std::string salt, hash;
};

Result<Hashed> hashed(std::string_view pin) {
  MINSYNC_TRY(check_pin(pin));
  const auto salt = random_bytes<16>();
  Hashed out{{}, {salt.begin(), salt.end()}, {}};
  MINSYNC_ASSIGN(const auto key, key_from_passphrase(pin, out.salt, out.cost));
  out.hash = key.bytes();
  return out;
}

Result<std::int64_t> count(Database& database, const char* sql) {
  MINSYNC_ASSIGN(auto row, database.query(sql));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

// Counts a try. What the account is after it, if it may be tried.
Result<Account> begin_try(Database& database, const std::string& name, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_ASSIGN(auto account, account_of(database, name));
  if (const auto left = still_locked_ms(account, now_ms); left > 0) {
    return fail(FaultKind::not_allowed, "clerks.locked_out", {name, minutes_text(left)});
  }
  account.failures = std::min(account.failures + 1, 1000);
  const auto lock_out = lock_out_ms(account.failures);
  account.locked_until_ms = lock_out == 0 ? 0 : now_ms + lock_out;
  MINSYNC_TRY(database.run("UPDATE user SET failures = ?, locked_until_ms = ? WHERE name = ?", account.failures,
                           account.locked_until_ms, std::string_view(name)));
  MINSYNC_TRY(transaction.commit());
  return account;
}

}  // namespace

Result<bool> has_users(Database& database) {
  MINSYNC_ASSIGN(const auto users, count(database, "SELECT count(*) FROM user"));
  return users > 0;
}

Result<std::vector<UserRow>> all_users(Database& database) {
  MINSYNC_ASSIGN(auto rows, database.query("SELECT name, display, admin, locked_until_ms FROM user ORDER BY name"));
  std::vector<UserRow> users;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return users;
    users.push_back({{std::string(rows.text(0)), std::string(rows.text(1)), rows.integer(2) != 0}, rows.number(3)});
  }
}

Result<User> find_user(Database& database, const std::string& name) {
  MINSYNC_ASSIGN(auto account, account_of(database, name));
  return std::move(account.user);
}

Result<User> add_user(Database& database, const User& user, std::string_view pin) {
  MINSYNC_ASSIGN(const auto name, good_name(user.name));
  MINSYNC_ASSIGN(const auto display, good_name(user.display.empty() ? user.name : user.display));
  MINSYNC_ASSIGN(const auto secret, hashed(pin));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_ASSIGN(const bool others, has_users(database));
  if (account_of(database, name)) return fail(FaultKind::bad_input, "clerks.there_already", {name});
  const bool admin = user.admin || !others;
  MINSYNC_TRY(database.run("INSERT INTO user VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)", std::string_view(name),
                           std::string_view(display), admin ? 1 : 0, secret.cost.log_n, secret.cost.r, secret.cost.p,
                           Blob{secret.salt}, Blob{secret.hash}));
  MINSYNC_TRY(transaction.commit());
  return User{name, display, admin};
}

Status remove_user(Database& database, const std::string& name) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_ASSIGN(const auto user, find_user(database, name));
  MINSYNC_ASSIGN(const auto users, count(database, "SELECT count(*) FROM user"));
  MINSYNC_ASSIGN(const auto admins, count(database, "SELECT count(*) FROM user WHERE admin = 1"));
  if (user.admin && admins == 1 && users > 1) return fail(FaultKind::not_allowed, "clerks.last_admin", {name});
  MINSYNC_TRY(database.run("DELETE FROM user WHERE name = ?", std::string_view(name)));
  MINSYNC_TRY(end_sessions_of(database, name));
  return transaction.commit();
}

Status set_pin(Database& database, const std::string& name, std::string_view pin) {
  MINSYNC_ASSIGN(const auto secret, hashed(pin));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(find_user(database, name));
  MINSYNC_TRY(database.run(
      "UPDATE user SET log_n = ?, r = ?, p = ?, salt = ?, hash = ?, failures = 0,"
      " locked_until_ms = 0 WHERE name = ?",
      secret.cost.log_n, secret.cost.r, secret.cost.p, Blob{secret.salt}, Blob{secret.hash}, std::string_view(name)));
  MINSYNC_TRY(end_sessions_of(database, name));
  return transaction.commit();
}

Result<User> verify_pin(Database& database, const std::string& name, std::string_view pin, std::uint64_t now_ms) {
  MINSYNC_ASSIGN(auto account, begin_try(database, name, now_ms));
  MINSYNC_ASSIGN(const auto key, key_from_passphrase(pin, account.salt, account.cost));
  if (!same_secret(key.bytes(), account.hash)) {
    const int left = kTriesBeforeLockOut - account.failures;
    if (left > 0) return fail(FaultKind::not_allowed, "clerks.wrong_pin", {std::to_string(left)});
    return fail(FaultKind::not_allowed, "clerks.locked_out", {name, minutes_text(lock_out_ms(account.failures))});
  }
  MINSYNC_TRY(database.run("UPDATE user SET failures = 0, locked_until_ms = 0 WHERE name = ?", std::string_view(name)));
  return std::move(account.user);
}

}  // namespace minsync
