// Log-in with lock-out, and sessions (会话). The slow part, scrypt, stands outside of the transaction in which the
// result is judged and counted.
#pragma once

#include "hub/storage/hub_store.h"
#include "hub/storage/people.h"

namespace minsync {

inline constexpr std::size_t kFailuresUntilLocked = 5;
inline constexpr std::int64_t kFailureWindowMs = 15 * 60'000, kLockedForMs = 15 * 60'000;
inline constexpr std::int64_t kIdleMs = 15 * 60'000, kLongestSessionMs = 8 * 3'600'000;

// What somebody offers, prepared for judging. It takes as long for a name that nobody has.
struct Proof {
  std::string name;
  std::string salt, derived;  // of the password, by the salt that the user had then
  std::string code;
};
Result<Proof> prepare_proof(HubStore& store, const std::string& name, std::string_view password,
                            const std::string& code);

enum class Judgement { right, wrong, wrong_and_now_locked };
// In the caller's write transaction, which is to be committed whatever comes out: failures are counted there. A locked
// or disabled user is wrong like any other. With `code_too`, the code counts if the user has a code device.
Result<Judgement> judge(HubStore& store, const Proof& proof, bool code_too, std::int64_t now_ms);

// What came out of a log-in, and what the audit log is to say of it; in the caller's write transaction, which is to be
// committed whatever that is.
struct LogIn {
  std::string token;  // "" if it failed
  AuditAction action = AuditAction::login_failed;
  std::string object;    // the user; "unknown" for what nobody is called: it may be a password in the wrong place
  bool counted = false;  // as a failure that brings the lock nearer
};
Result<LogIn> log_in(HubStore& store, const Proof& proof, std::int64_t now_ms);

// The present password shown again, before one's own secrets are changed; a wrong one counts as a failed log-in, and
// ends all sessions once it locks. Otherwise as log_in.
struct Proved {
  bool right = false;
  AuditAction action = AuditAction::login_failed;
  std::vector<std::string> details;
};
Result<Proved> prove_himself(HubStore& store, const Proof& proof, std::int64_t now_ms);

// A session of the user, after `judge`; the token stands nowhere else. Sessions that have ended are forgotten.
Result<std::string> begin_session(HubStore& store, const std::string& user, std::int64_t now_ms);
// Whose session it is; nothing if it has ended, or there is none, or the user is disabled.
Result<std::optional<User>> user_of_session(HubStore& store, std::string_view token, std::int64_t now_ms);
// The session was used; in a write transaction. To be called when `wants_touch` says so: once a minute is enough.
Result<bool> wants_touch(HubStore& store, std::string_view token, std::int64_t now_ms);
Status touch_session(HubStore& store, std::string_view token, std::int64_t now_ms);
Status end_session(HubStore& store, std::string_view token);

// What the user has to do before he may do anything else.
enum class Unfinished { nothing, password, totp };
Unfinished unfinished(const User& user);

}  // namespace minsync
