#include "hub/users/two_persons.h"

#include "hub/users/users.h"
#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

constexpr const char* kHeld = "restore_unconfirmed";

Digest digest_of(const Asked& asked) {
  ByteWriter out;
  out.byte(static_cast<std::uint8_t>(asked.what));
  for (const auto& argument : asked.arguments) out.text(argument);
  return sha256(out.bytes());
}

bool open(const Request& request, std::int64_t now_ms) {
  return request.done_ms == 0 && now_ms < request.expires_ms;
}

}  // namespace

Result<std::optional<Request>> find_asked(HubStore& store, const Asked& asked, const std::string& by,
                                          std::int64_t now_ms) {
  const auto digest = digest_of(asked);
  MINSYNC_ASSIGN(const auto all, store.people().requests(now_ms));
  std::optional<Request> found;
  for (const auto& one : all) {
    if (one.digest == digest && one.asked_by == by && open(one, now_ms)) found = one;
  }
  return found;
}

Result<Request> ask(HubStore& store, const Asked& asked, const std::string& by, std::int64_t now_ms) {
  Request request;
  request.kind = static_cast<std::uint8_t>(asked.what);
  request.digest = digest_of(asked);
  request.about = asked.about;
  request.asked_by = by;
  request.asked_ms = now_ms;
  request.expires_ms = now_ms + kRequestLastsMs;
  MINSYNC_ASSIGN(request.number, store.people().add_request(request));
  return request;
}

Result<Request> approve(HubStore& store, std::uint64_t number, const User& by, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto request, store.people().find_request(number));
  const auto name = std::to_string(number);
  if (!request || !open(*request, now_ms)) return fail(FaultKind::bad_input, "users.no_open_request", {name});
  if (!request->approved_by.empty()) {
    return fail(FaultKind::bad_input, "users.approved_already", {name, request->approved_by});
  }
  if (request->asked_by == by.name) return fail(FaultKind::not_allowed, "users.own_request", {name});
  const auto& rule = rule_of(static_cast<TwoPersons>(request->kind));
  if (!may(by.roles, rule.confirms)) {
    return fail(FaultKind::not_allowed, "users.may_not", {by.name, roles_with(rule.confirms)});
  }
  request->approved_by = by.name;
  MINSYNC_TRY(store.people().put_request(*request));
  return *std::move(request);
}

Status carry_out(HubStore& store, std::uint64_t number, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto request, store.people().find_request(number));
  if (!request || !open(*request, now_ms) || request->approved_by.empty()) {
    return fail(FaultKind::not_allowed, "users.no_open_request", {std::to_string(number)});
  }
  request->done_ms = now_ms;
  return store.people().put_request(*request);
}

Status hold_restored(HubStore& store) {
  MINSYNC_ASSIGN(const bool people, governed(store));
  if (!people) return {};
  MINSYNC_TRY(store.people().drop_sessions_before(INT64_MAX));
  MINSYNC_ASSIGN(const auto requests, store.people().requests(0));
  for (auto request : requests) {
    request.expires_ms = 0;
    MINSYNC_TRY(store.people().put_request(request));
  }
  return store.set_setting(kHeld, "1");
}

Result<bool> is_held(HubStore& store) {
  MINSYNC_ASSIGN(const auto held, store.setting(kHeld));
  return !held.empty();
}

Status release_restored(HubStore& store) {
  return store.set_setting(kHeld, "");
}

}  // namespace minsync
