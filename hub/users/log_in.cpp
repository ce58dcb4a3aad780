#include "hub/users/log_in.h"

#include <algorithm>

#include "hub/users/passwords.h"
#include "hub/users/rights.h"
#include "hub/users/totp.h"

namespace minsync {
namespace {

constexpr std::int64_t kTouchMs = 60'000;

bool still_on(const Session& session, std::int64_t now_ms) {
  // A clock that went back ends sessions: they would last for too long otherwise.
  const bool in_order = session.began_ms <= session.seen_ms && session.seen_ms <= now_ms;
  return in_order && now_ms - session.seen_ms < kIdleMs && now_ms - session.began_ms < kLongestSessionMs;
}

Judgement count_failure(User& user, std::int64_t now_ms) {
  std::erase_if(user.failures, [&](std::int64_t at) { return now_ms - at >= kFailureWindowMs; });
  user.failures.push_back(now_ms);
  if (user.failures.size() < kFailuresUntilLocked) return Judgement::wrong;
  user.failures.clear();
  user.locked_until_ms = now_ms + kLockedForMs;
  return Judgement::wrong_and_now_locked;
}

bool right(User& user, const Proof& proof, bool code_too, std::int64_t now_ms) {
  const bool known = proof.salt == user.password.salt && same_password(proof.derived, user.password);
  if (!known) return false;
  if (!code_too || user.totp.empty()) return true;
  const auto step = totp_step_of(user.totp, proof.code, now_ms, user.totp_step);
  if (step) user.totp_step = *step;
  return step.has_value();
}

Result<std::optional<Session>> find(HubStore& store, std::string_view token, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto session, store.people().find_session(sha256(token)));
  if (session && !still_on(*session, now_ms)) session.reset();
  return session;
}

}  // namespace

Result<Proof> prepare_proof(HubStore& store, const std::string& name, std::string_view password,
                            const std::string& code) {
  MINSYNC_ASSIGN(const auto user, store.people().find_user(name));
  const auto kept = user ? user->password : nobodys_password();
  MINSYNC_ASSIGN(auto derived, derive_password(password, kept));
  return Proof{name, kept.salt, std::move(derived), code};
}

Result<Judgement> judge(HubStore& store, const Proof& proof, bool code_too, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto user, store.people().find_user(proof.name));
  // While locked nothing is tried, so nothing can be learned.
  if (!user || user->disabled || now_ms < user->locked_until_ms) return Judgement::wrong;
  auto judgement = Judgement::right;
  if (right(*user, proof, code_too, now_ms)) {
    user->failures.clear();
    user->locked_until_ms = 0;
    user->last_login_ms = now_ms;
  } else {
    judgement = count_failure(*user, now_ms);
  }
  MINSYNC_TRY(store.people().put_user(*user));
  return judgement;
}

Result<LogIn> log_in(HubStore& store, const Proof& proof, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto user, store.people().find_user(proof.name));
  LogIn done;
  done.object = user ? proof.name : "unknown";
  done.counted = user && !user->disabled && now_ms >= user->locked_until_ms;
  MINSYNC_ASSIGN(const auto judgement, judge(store, proof, true, now_ms));
  if (judgement == Judgement::wrong_and_now_locked) done.action = AuditAction::user_locked;
  if (judgement != Judgement::right) return done;
  done.action = AuditAction::logged_in;
  done.counted = false;
  MINSYNC_ASSIGN(done.token, begin_session(store, proof.name, now_ms));
  return done;
}

Result<Proved> prove_himself(HubStore& store, const Proof& proof, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto judgement, judge(store, proof, false, now_ms));
  if (judgement == Judgement::wrong_and_now_locked) {
    MINSYNC_TRY(store.people().drop_sessions_of(proof.name));
    return Proved{false, AuditAction::user_locked, {}};
  }
  const bool is_right = judgement == Judgement::right;
  return Proved{is_right,
                is_right ? AuditAction::own_secret_changed : AuditAction::login_failed,
                {"change=password", is_right ? "proved" : "wrong"}};
}

Result<std::string> begin_session(HubStore& store, const std::string& user, std::int64_t now_ms) {
  MINSYNC_TRY(store.people().drop_sessions_before(now_ms - kLongestSessionMs));
  auto token = hex(random_bytes<32>());
  MINSYNC_TRY(store.people().put_session({sha256(token), user, now_ms, now_ms}));
  return token;
}

Result<std::optional<User>> user_of_session(HubStore& store, std::string_view token, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto session, find(store, token, now_ms));
  if (!session) return std::nullopt;
  MINSYNC_ASSIGN(auto user, store.people().find_user(session->user));
  if (user && user->disabled) user.reset();
  return user;
}

Result<bool> wants_touch(HubStore& store, std::string_view token, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto session, find(store, token, now_ms));
  return session && now_ms - session->seen_ms >= kTouchMs;
}

Status touch_session(HubStore& store, std::string_view token, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto session, find(store, token, now_ms));
  if (!session) return {};
  session->seen_ms = now_ms;
  return store.people().put_session(*session);
}

Status end_session(HubStore& store, std::string_view token) {
  return store.people().drop_session(sha256(token));
}

Unfinished unfinished(const User& user) {
  if (user.first_password) return Unfinished::password;
  return needs_totp(user.roles) && user.totp.empty() ? Unfinished::totp : Unfinished::nothing;
}

}  // namespace minsync
