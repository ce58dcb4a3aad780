#include "hub/console/handlers.h"
#include "hub/console/requests.h"
#include "hub/documents/people_json.h"
#include "hub/publication/publications.h"
#include "hub/users/passwords.h"
#include "hub/users/users.h"

namespace minsync::console {
namespace {

constexpr std::size_t kMostRoles = 10;

Result<std::string> named(const Call& call) {
  return need_text(call.body, "name", 4 * kLongestUserName);
}

Result<UserRoles> roles_in(const Call& call) {
  MINSYNC_ASSIGN(const auto words, texts_or_none(call.body, "roles", kMostRoles));
  return read_roles(words);
}

Result<Json> changed(Call& call, const std::string& name, const std::string& first) {
  MINSYNC_ASSIGN(const auto user, get_user(call.store, name));
  auto json = user_json(user, call.now_ms);
  if (!first.empty()) json["first_password"] = first;
  return json;
}

}  // namespace

Json request_with_rights(const Call& call, const Request& request) {
  auto json = request_json(request);
  const auto right = rule_of(static_cast<TwoPersons>(request.kind)).confirms;
  json["may_approve"] = request.done_ms == 0 && request.approved_by.empty() && request.asked_by != call.user->name &&
                        may(call.user->roles, right);
  return json;
}

Result<Json> users(Call& call) {
  MINSYNC_ASSIGN(const auto all, call.store.people().users());
  auto json = Json{{"users", Json::array()}};
  for (const auto& user : all) json["users"].push_back(user_json(user, call.now_ms));
  return json;
}

Result<Json> add(Call& call) {
  MINSYNC_ASSIGN(const auto name, named(call));
  MINSYNC_ASSIGN(const auto display, text_or_empty(call.body, "display", 4 * kLongestDisplayName));
  MINSYNC_ASSIGN(const auto wanted, roles_in(call));
  const auto first = first_password();
  MINSYNC_ASSIGN(const auto password, keep_password_in_turn(call, first));
  MINSYNC_TRY(act(call, {AuditAction::users_changed, name, {"change=added", "roles=" + role_words(wanted)}},
                  [&](HubStore& s) { return add_user(s, {name, display, wanted}, password, call.now_ms); }));
  return changed(call, name, first);
}

Result<Json> reset(Call& call) {
  MINSYNC_ASSIGN(const auto name, named(call));
  const auto first = first_password();
  MINSYNC_ASSIGN(const auto password, keep_password_in_turn(call, first));
  MINSYNC_TRY(act(call, {AuditAction::users_changed, name, {"change=reset"}},
                  [&](HubStore& s) { return reset_user(s, name, password, call.user->name); }));
  return changed(call, name, first);
}

Result<Json> disable(Call& call) {
  MINSYNC_ASSIGN(const auto name, named(call));
  MINSYNC_TRY(act(call, {AuditAction::users_changed, name, {"change=disabled"}},
                  [&](HubStore& s) { return disable_user(s, name, call.user->name); }));
  return changed(call, name, {});
}

Result<Json> roles(Call& call) {
  MINSYNC_ASSIGN(const auto name, named(call));
  MINSYNC_ASSIGN(const auto wanted, roles_in(call));
  MINSYNC_TRY(act(call, {AuditAction::users_changed, name, {"change=roles", "roles=" + role_words(wanted)}},
                  [&](HubStore& s) { return change_roles(s, name, wanted, call.user->name); }));
  return changed(call, name, {});
}

Result<Json> requests(Call& call) {
  MINSYNC_ASSIGN(const auto open, call.store.people().requests(call.now_ms));
  auto json = Json{{"requests", Json::array()}};
  for (const auto& request : open) json["requests"].push_back(request_with_rights(call, request));
  return json;
}

Result<Json> approve_request(Call& call) {
  const auto found = call.body.find("number");
  if (found == call.body.end() || !found->is_number_unsigned()) {
    return fail(FaultKind::bad_input, "console.bad_value", {"number"});
  }
  const auto number = found->get<std::uint64_t>();
  MINSYNC_ASSIGN(const bool publication, is_publication_request(call.store, number));
  if (publication) return publish_confirmed(call, number);
  Request request;
  MINSYNC_TRY(act(call, {AuditAction::request_approved, std::to_string(number)}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(request, approve(s, number, *call.user, call.now_ms));
    return {};
  }));
  return request_with_rights(call, request);
}

}  // namespace minsync::console
