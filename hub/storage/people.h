// What the hub keeps of the persons who work at it (hub/users decides what it means): users, their sessions, and
// requests that a second person has to confirm. Part of HubStore, under the same transactions and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/crypto.h"
#include "shared/crypto/secret_key.h"

namespace minsync {

// Stored as bits 1 << number: the numbers are permanent.
enum class UserRole : std::uint8_t {
  bureau_reviewer = 0,  // 业务审核
  publisher = 1,        // 发布
  system_admin = 2,     // 系统管理员
  security_admin = 3,   // 安全管理员
  audit_admin = 4       // 审计管理员
};

class UserRoles {
 public:
  UserRoles() = default;
  explicit UserRoles(std::uint32_t bits) : bits_(bits) {}
  void add(UserRole role) { bits_ |= bit(role); }
  bool has(UserRole role) const { return (bits_ & bit(role)) != 0; }
  bool none() const { return bits_ == 0; }
  std::uint32_t bits() const { return bits_; }
  friend bool operator==(const UserRoles&, const UserRoles&) = default;

 private:
  static std::uint32_t bit(UserRole role) { return std::uint32_t{1} << static_cast<unsigned>(role); }
  std::uint32_t bits_ = 0;
};

// A password as it is kept: what scrypt makes of it.
struct PasswordCheck {
  std::string salt, key;
  ScryptCost cost;
};

struct User {
  std::string name, display;
  UserRoles roles;
  bool disabled = false;
  PasswordCheck password;
  bool first_password = true;            // made by the hub, to be changed before anything else
  std::string totp;                      // the secret; "" as long as none is confirmed
  std::string totp_offered;              // shown, and not confirmed yet
  std::uint64_t totp_step = 0;           // of the newest code that was taken
  std::vector<std::int64_t> failures{};  // when log-ins failed since the last that did not, at most five
  std::int64_t locked_until_ms = 0, added_ms = 0, last_login_ms = 0;
};

struct Session {
  Digest hash{};  // SHA-256 of the token; the token is with the person
  std::string user;
  std::int64_t began_ms = 0, seen_ms = 0;
};

// Something that two persons do together. Numbers of kinds are permanent.
struct Request {
  std::uint64_t number = 0;  // its name for people
  std::uint8_t kind = 0;     // TwoPersons
  Digest digest{};           // of the kind and everything that was asked for
  std::string about;         // the same for people
  std::string asked_by, approved_by;
  std::int64_t asked_ms = 0, expires_ms = 0, done_ms = 0;  // done: 0 until it was carried out
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  virtual Status put_user(const User& user) = 0;  // new, or in place of the one with its name
  virtual Result<std::optional<User>> find_user(const std::string& name) = 0;
  virtual Result<std::vector<User>> users() = 0;  // by name

  virtual Status put_session(const Session& session) = 0;
  virtual Result<std::optional<Session>> find_session(const Digest& hash) = 0;
  virtual Status drop_session(const Digest& hash) = 0;
  virtual Status drop_sessions_of(const std::string& user) = 0;
  // Those last seen before that moment.
  virtual Status drop_sessions_before(std::int64_t seen_ms) = 0;

  virtual Result<std::uint64_t> add_request(const Request& request) = 0;  // gives its number
  virtual Status put_request(const Request& request) = 0;
  virtual Result<std::optional<Request>> find_request(std::uint64_t number) = 0;
  virtual Result<std::vector<Request>> requests(std::int64_t not_expired_ms) = 0;  // the oldest first
};

}  // namespace minsync
