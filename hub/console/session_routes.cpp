#include "hub/console/guard.h"
#include "hub/console/handlers.h"
#include "hub/documents/names.h"
#include "hub/documents/people_json.h"
#include "hub/users/passwords.h"
#include "hub/users/totp.h"
#include "hub/users/users.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

constexpr std::size_t kLongestCode = 20;

Json rights_json(UserRoles roles) {
  auto words = Json::array();
  words.push_back(right_word(Right::anybody));
  for (const auto& row : rights_of_roles()) {
    if (may(roles, row.right)) words.push_back(right_word(row.right));
  }
  return words;
}

// What founds the government of a hub; none can log in before it is done.
Json founding_commands() {
  auto commands = Json::array();
  for (const auto role : administrator_roles()) {
    commands.push_back("minsync-hub user add NAME --role " + std::string(role_word(role)));
  }
  return commands;
}

std::string_view unfinished_word(const User& user) {
  constexpr std::string_view kWords[] = {"nothing", "password", "totp"};
  return kWords[static_cast<std::size_t>(unfinished(user))];
}

Result<Json> session_json(Call& call) {
  MINSYNC_ASSIGN(const bool people, governed(call.store));
  MINSYNC_ASSIGN(const auto hub, call.store.setting("name"));
  MINSYNC_ASSIGN(const auto city, city_of(call.store));
  const auto& divisions = divisions_in_use();
  const UnitSpan* unit = divisions.find(city);
  auto json =
      call.user ? who_json(*call.user) : Json{{"user", nullptr}, {"display", nullptr}, {"roles", Json::array()}};
  json["governed"] = people;
  json["commands"] = people ? Json::array() : founding_commands();
  json["hub"] = hub;
  json["city"] = unit == nullptr ? Json() : unit_json(divisions, *unit);
  json["rights"] = call.user ? rights_json(call.user->roles) : Json::array();
  json["unfinished"] = call.user ? unfinished_word(*call.user) : "nothing";
  json["key"] = call.user ? Json(page_key(call.token)) : Json();
  return json;
}

// Every counted failure is written down; what cannot bring a lock nearer (a name that nobody has, a locked user) once a
// minute, so that strangers cannot fill the log.
Result<LogIn> try_log_in(Call& call, const Proof& proof) {
  LogIn done;
  MINSYNC_TRY(act_as_found(call, [&](HubStore& s) -> Result<std::optional<Act>> {
    MINSYNC_ASSIGN(done, log_in(s, proof, call.now_ms));
    if (!done.token.empty() && !call.token.empty()) MINSYNC_TRY(end_session(s, call.token));
    if (!done.token.empty()) {
      MINSYNC_ASSIGN(call.user, s.people().find_user(proof.name));
    } else if (!done.counted && !call.state.refusals.due("console", "log-in of " + done.object, call.now_ms)) {
      return std::nullopt;
    }
    return Act{done.action, done.object};
  }));
  return done;
}

// The present password is asked for, so that an open page is not enough.
Status prove(Call& call, const User& user, const std::string& present) {
  MINSYNC_ASSIGN(const auto proof, prepare_proof_in_turn(call, user.name, present, {}));
  Proved proved;
  MINSYNC_TRY(act_as_found(call, [&](HubStore& s) -> Result<std::optional<Act>> {
    MINSYNC_ASSIGN(proved, prove_himself(s, proof, call.now_ms));
    return Act{proved.action, user.name, proved.details};
  }));
  return proved.right ? Status{} : fail(FaultKind::not_allowed, "users.log_in_failed");
}

}  // namespace

Result<Json> session(Call& call) {
  return session_json(call);
}

Result<Json> login(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call.body, "name", kLongestUserName));
  MINSYNC_ASSIGN(const auto password, need_text(call.body, "password", kLongestPassword));
  MINSYNC_ASSIGN(const auto code, text_or_empty(call.body, "code", kLongestCode));
  MINSYNC_ASSIGN(const bool people, governed(call.store));
  if (!people) return fail(FaultKind::not_allowed, "console.not_governed");
  MINSYNC_ASSIGN(const auto proof, prepare_proof_in_turn(call, name, password, code));
  call.user.reset();
  MINSYNC_ASSIGN(const auto done, try_log_in(call, proof));
  if (done.token.empty()) return fail(FaultKind::not_allowed, "users.log_in_failed");
  call.token = done.token;
  call.cookie = session_cookie(done.token);
  return session_json(call);
}

Result<Json> logout(Call& call) {
  MINSYNC_TRY(act_as_found(call, [&](HubStore& s) -> Result<std::optional<Act>> {
    MINSYNC_TRY(end_session(s, call.token));
    return Act{AuditAction::logged_out, call.user->name};
  }));
  call.cookie = session_cookie({});
  return Json{{"done", true}};
}

Result<Json> password(Call& call) {
  MINSYNC_ASSIGN(const auto present, need_text(call.body, "present", kLongestPassword));
  MINSYNC_ASSIGN(const auto next, need_text(call.body, "next", kLongestPassword));
  const User user = *call.user;
  MINSYNC_TRY(check_password(next, user.name, user.roles));
  if (next == present) return fail(FaultKind::bad_input, "users.password_same");
  MINSYNC_TRY(prove(call, user, present));
  MINSYNC_ASSIGN(const auto kept, keep_password_in_turn(call, next));
  MINSYNC_TRY(act(call, {AuditAction::own_secret_changed, user.name, {"change=password"}},
                  [&](HubStore& s) { return change_password(s, user.name, kept); }));
  return Json{{"done", true}};
}

Result<Json> totp(Call& call) {
  MINSYNC_ASSIGN(const auto code, text_or_empty(call.body, "code", kLongestCode));
  const User user = *call.user;
  if (!user.totp.empty()) return fail(FaultKind::not_allowed, "users.totp_there", {user.name});
  if (!code.empty()) {
    MINSYNC_TRY(act(call, {AuditAction::own_secret_changed, user.name, {"change=totp"}},
                    [&](HubStore& s) { return confirm_totp(s, user.name, code, call.now_ms); }));
    return Json{{"totp", true}};
  }
  std::string secret;
  MINSYNC_TRY(
      act(call, {AuditAction::own_secret_changed, user.name, {"change=totp_offered"}}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(secret, offer_totp(s, user.name));
        return {};
      }));
  MINSYNC_ASSIGN(const auto hub, call.store.setting("name"));
  return Json{{"secret", totp_text(secret)}, {"uri", totp_uri(secret, "Minsync " + hub, user.name)}};
}

}  // namespace minsync::console
