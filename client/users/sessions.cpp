#include "client/users/sessions.h"

#include "shared/crypto/crypto.h"

namespace minsync {
namespace {

constexpr std::uint64_t kDayMs = 24 * 3'600'000;
constexpr std::size_t kTokenSize = 64;

std::string hash_of(const std::string& token) {
  const auto digest = sha256(token);
  return {digest.begin(), digest.end()};
}

struct Found {
  User user;
  std::uint64_t last_use_ms = 0;
};

Result<std::optional<Found>> find(Database& database, const std::string& hash) {
  MINSYNC_ASSIGN(auto row, database.query("SELECT user.name, display, admin, last_use_ms FROM user_session"
                                          " JOIN user ON user.name = user_session.name WHERE token = ?",
                                          Blob{hash}));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return Found{{std::string(row.text(0)), std::string(row.text(1)), row.integer(2) != 0}, row.number(3)};
}

std::uint64_t between(std::uint64_t a, std::uint64_t b) {
  return a > b ? a - b : b - a;
}

Result<std::optional<User>> session_of(Database& database, const std::string& token, std::uint64_t now_ms,
                                       std::uint64_t idle_ms, bool used) {
  if (token.size() != kTokenSize) return std::nullopt;
  const auto hash = hash_of(token);
  MINSYNC_ASSIGN(auto found, find(database, hash));
  if (!found) return std::nullopt;
  const auto since = between(now_ms, found->last_use_ms);
  if (since > idle_ms) {
    MINSYNC_TRY(database.run("DELETE FROM user_session WHERE token = ?", Blob{hash}));
    return std::nullopt;
  }
  // A write for every look at a record would keep others waiting.
  if (used && since > idle_ms / 10) {
    MINSYNC_TRY(database.run("UPDATE user_session SET last_use_ms = ? WHERE token = ?", now_ms, Blob{hash}));
  }
  return std::move(found->user);
}

}  // namespace

Result<std::string> begin_session(Database& database, const std::string& name, std::uint64_t now_ms) {
  const auto token = hex(random_bytes<kTokenSize / 2>());
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_TRY(find_user(database, name));
  MINSYNC_TRY(database.run("DELETE FROM user_session WHERE abs(last_use_ms - ?) > ?", now_ms, kDayMs));
  MINSYNC_TRY(
      database.run("INSERT INTO user_session VALUES (?, ?, ?)", Blob{hash_of(token)}, std::string_view(name), now_ms));
  MINSYNC_TRY(transaction.commit());
  return token;
}

Result<std::optional<User>> use_session(Database& database, const std::string& token, std::uint64_t now_ms,
                                        std::uint64_t idle_ms) {
  return session_of(database, token, now_ms, idle_ms, true);
}

Result<std::optional<User>> look_at_session(Database& database, const std::string& token, std::uint64_t now_ms,
                                            std::uint64_t idle_ms) {
  return session_of(database, token, now_ms, idle_ms, false);
}

Status end_session(Database& database, const std::string& token) {
  return database.run("DELETE FROM user_session WHERE token = ?", Blob{hash_of(token)});
}

Status end_sessions_of(Database& database, const std::string& name) {
  return database.run("DELETE FROM user_session WHERE name = ?", std::string_view(name));
}

}  // namespace minsync
