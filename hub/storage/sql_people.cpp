#include "hub/storage/sql_people.h"

#include <algorithm>

#include "sync_protocol/codec/bytes.h"

namespace minsync {

const char* const kPeopleSchema = R"sql(
CREATE TABLE IF NOT EXISTS hub_user (
  name TEXT PRIMARY KEY, display TEXT NOT NULL, roles INTEGER NOT NULL, disabled INTEGER NOT NULL, salt BLOB NOT NULL,
  key BLOB NOT NULL, log_n INTEGER NOT NULL, r INTEGER NOT NULL, p INTEGER NOT NULL, first_password INTEGER NOT NULL,
  totp BLOB NOT NULL, totp_offered BLOB NOT NULL, totp_step INTEGER NOT NULL, failures BLOB NOT NULL,
  locked_until_ms INTEGER NOT NULL, added_ms INTEGER NOT NULL, last_login_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hub_session (
  hash BLOB PRIMARY KEY, user TEXT NOT NULL, began_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hub_request (
  number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, digest BLOB NOT NULL, about TEXT NOT NULL, asked_by TEXT NOT NULL,
  approved_by TEXT NOT NULL, asked_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, done_ms INTEGER NOT NULL);
)sql";

namespace {

constexpr std::string_view kSelectUser =
    "SELECT name, display, roles, disabled, salt, key, log_n, r, p, first_password, totp, totp_offered, totp_step,"
    " failures, locked_until_ms, added_ms, last_login_ms FROM hub_user";
constexpr std::string_view kSelectRequest =
    "SELECT number, kind, digest, about, asked_by, approved_by, asked_ms, expires_ms, done_ms FROM hub_request";

Blob blob_of(const Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

Digest digest_of(std::string_view bytes) {
  Digest digest{};
  std::copy_n(bytes.begin(), std::min(digest.size(), bytes.size()), digest.begin());
  return digest;
}

std::string pack(const std::vector<std::int64_t>& times) {
  ByteWriter out;
  out.number(times.size());
  for (const auto time : times) out.number(static_cast<std::uint64_t>(time));
  return out.take();
}

std::vector<std::int64_t> unpack(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<std::int64_t> times(in.bounded(in.left()));
  for (auto& time : times) time = static_cast<std::int64_t>(in.number());
  return in.done() ? times : std::vector<std::int64_t>{};
}

Result<User> read_user(Database& database, const Statement& row) {
  User user;
  user.name = row.text(0);
  user.display = row.text(1);
  user.roles = UserRoles(static_cast<std::uint32_t>(row.number(2)));
  user.disabled = row.integer(3) != 0;
  user.password = {std::string(row.blob(4)),
                   std::string(row.blob(5)),
                   {static_cast<std::uint8_t>(row.number(6)), static_cast<std::uint8_t>(row.number(7)),
                    static_cast<std::uint8_t>(row.number(8))}};
  user.first_password = row.integer(9) != 0;
  MINSYNC_ASSIGN(user.totp, database.unseal(row.blob(10), "hub_user"));
  MINSYNC_ASSIGN(user.totp_offered, database.unseal(row.blob(11), "hub_user"));
  user.totp_step = row.number(12);
  user.failures = unpack(row.blob(13));
  user.locked_until_ms = row.integer(14);
  user.added_ms = row.integer(15);
  user.last_login_ms = row.integer(16);
  return user;
}

Request read_request(const Statement& row) {
  Request request;
  request.number = row.number(0);
  request.kind = static_cast<std::uint8_t>(row.number(1));
  request.digest = digest_of(row.blob(2));
  request.about = row.text(3);
  request.asked_by = row.text(4);
  request.approved_by = row.text(5);
  request.asked_ms = row.integer(6);
  request.expires_ms = row.integer(7);
  request.done_ms = row.integer(8);
  return request;
}

}  // namespace

Status SqlPeople::put_user(const User& user) {
  const auto failures = pack(user.failures);
  const auto& cost = user.password.cost;
  return database_.run("INSERT OR REPLACE INTO hub_user VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       std::string_view(user.name), std::string_view(user.display), user.roles.bits(), user.disabled,
                       Blob{user.password.salt}, Blob{user.password.key}, cost.log_n, cost.r, cost.p,
                       user.first_password, Blob{database_.seal(user.totp, "hub_user")},
                       Blob{database_.seal(user.totp_offered, "hub_user")}, user.totp_step, Blob{failures},
                       user.locked_until_ms, user.added_ms, user.last_login_ms);
}

Result<std::optional<User>> SqlPeople::find_user(const std::string& name) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectUser) + " WHERE name = ?", std::string_view(name)));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto user, read_user(database_, row));
  return user;
}

Result<std::vector<User>> SqlPeople::users() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectUser) + " ORDER BY name"));
  std::vector<User> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto user, read_user(database_, row));
    all.push_back(std::move(user));
  }
}

Status SqlPeople::put_session(const Session& session) {
  return database_.run("INSERT OR REPLACE INTO hub_session VALUES (?, ?, ?, ?)", blob_of(session.hash),
                       std::string_view(session.user), session.began_ms, session.seen_ms);
}

Result<std::optional<Session>> SqlPeople::find_session(const Digest& hash) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT \"user\", began_ms, seen_ms FROM hub_session WHERE hash = ?", blob_of(hash)));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return Session{hash, std::string(row.text(0)), row.integer(1), row.integer(2)};
}

Status SqlPeople::drop_session(const Digest& hash) {
  return database_.run("DELETE FROM hub_session WHERE hash = ?", blob_of(hash));
}

Status SqlPeople::drop_sessions_of(const std::string& user) {
  return database_.run("DELETE FROM hub_session WHERE \"user\" = ?", std::string_view(user));
}

Status SqlPeople::drop_sessions_before(std::int64_t seen_ms) {
  return database_.run("DELETE FROM hub_session WHERE seen_ms < ?", seen_ms);
}

Result<std::uint64_t> SqlPeople::add_request(const Request& request) {
  Request numbered = request;
  {
    MINSYNC_ASSIGN(auto row, database_.query("SELECT coalesce(max(number), 0) + 1 FROM hub_request"));
    MINSYNC_TRY(row.step());
    numbered.number = row.number(0);
  }
  MINSYNC_TRY(put_request(numbered));
  return numbered.number;
}

Status SqlPeople::put_request(const Request& request) {
  return database_.run("INSERT OR REPLACE INTO hub_request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", request.number,
                       request.kind, blob_of(request.digest), std::string_view(request.about),
                       std::string_view(request.asked_by), std::string_view(request.approved_by), request.asked_ms,
                       request.expires_ms, request.done_ms);
}

Result<std::optional<Request>> SqlPeople::find_request(std::uint64_t number) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectRequest) + " WHERE number = ?", number));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_request(row);
}

Result<std::vector<Request>> SqlPeople::requests(std::int64_t not_expired_ms) {
  MINSYNC_ASSIGN(
      auto row, database_.query(std::string(kSelectRequest) + " WHERE expires_ms > ? ORDER BY number", not_expired_ms));
  std::vector<Request> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    all.push_back(read_request(row));
  }
}

}  // namespace minsync
