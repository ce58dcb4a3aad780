#include "client/local/local_service.h"

#include "client/local/guard.h"
#include "client/local/page_reply.h"
#include "client/local/routes.h"
#include "client/users/sessions.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

constexpr std::string_view kApi = "/api/";

// Where there are users: whose records these are for now. His edits bear his name.
Status admit(PageState& page) {
  auto& store = page.store;
  MINSYNC_ASSIGN(const bool users, has_users(store.database()));
  if (!users) {
    store.act_as({});
    return {};
  }
  MINSYNC_ASSIGN(const auto user,
                 use_session(store.database(), page.session, page.now_ms(), page.settings.lock_after_ms));
  if (!user) return fail(FaultKind::not_allowed, "clerks.locked");
  store.act_as(user->name);
  return {};
}

Result<LocalReply> handle(Call& call) {
  const Route* route = find_route(call.request.method, call.request.path(), call.name);
  if (route == nullptr) return fail(FaultKind::bad_input, "local.no_such_page");
  // A sync that runs beside may have brought new forms or org units.
  MINSYNC_TRY(call.store().catch_up());
  MINSYNC_ASSIGN(const Divisions* divisions, call.store().records().divisions());
  use_divisions(*divisions);
  if (route->access == Access::unlocked) MINSYNC_TRY(admit(call.page));
  if (call.request.method == "POST") {
    MINSYNC_ASSIGN(call.body, read_body(call.request.body));
  }
  auto reply = route->handler(call);
  if (call.request.method != "POST") return reply;
  call.page.status.reset();
  const bool saved = reply && route->access == Access::unlocked;
  if (saved && call.page.sync != nullptr) call.page.sync->edited();
  return reply;
}

Json fault_json(Language language, const Fault& fault) {
  return {{"error", fault.id}, {"message", say(language, fault)}};
}

LocalReply api(PageState& page, const LocalRequest& request) {
  Call call{page, request, language_of(request, page.settings.language), {}, {}, nullptr, {}};
  auto reply = handle(call);
  if (reply) return std::move(*reply);
  auto document = fault_json(call.language, reply.error());
  if (!call.findings.empty()) document["faults"] = findings_json(call.form, call.findings, call.language);
  return json_reply(document, status_of(reply.error()));
}

}  // namespace

bool is_slow(const LocalRequest& request) {
  std::string name;
  const Route* route = find_route(request.method, request.path(), name);
  return route != nullptr && route->slow;
}

std::size_t longest_body(const LocalRequest& head) {
  std::string name;
  const Route* route = find_route(head.method, head.path(), name);
  return route == nullptr ? Route{}.body_bytes : route->body_bytes;
}

Language language_of(const LocalRequest& request, Language otherwise) {
  const auto* named = request.header("accept-language");
  if (named == nullptr) return otherwise;
  return named->starts_with("en") ? Language::en : named->starts_with("zh") ? Language::zh : otherwise;
}

LocalReply refusal_reply(const LocalRequest& request, int status, Language language, const Fault& fault) {
  if (request.path().starts_with(kApi)) return json_reply(fault_json(language, fault), status);
  return {status, "text/plain; charset=utf-8", say(language, fault) + "\n", {}};
}

LocalReply LocalService::answer(const LocalRequest& request) {
  if (request.method == "GET" && request.path() == kStartPath) return start(request);
  if (request.path().starts_with(kApi)) return api(page_, request);
  if (request.method == "GET") {
    if (auto reply = page_reply(request.path(), page_.settings.language)) return *std::move(reply);
  }
  return refusal_reply(request, 404, page_.settings.language, {FaultKind::bad_input, "local.no_such_page", {}, {}});
}

// A page that leads on, and no redirect: where the link was opened from a file or another program, browsers would leave
// the new cookie out of a redirected request. What stands behind # goes to no server.
LocalReply LocalService::start(const LocalRequest& request) {
  auto& keys = page_.keys;
  if (!keys.admit(query_value(request.target, "once"))) {
    return refusal_reply(request, 403, page_.settings.language, {FaultKind::not_allowed, "local.link_used", {}, {}});
  }
  // Whoever had unlocked the window before has not unlocked this one.
  if (!page_.session.empty()) (void)end_session(page_.store.database(), page_.session);
  page_.session.clear();
  page_.import.reset();
  const auto body = "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url=/#key=" + keys.key() +
                    "\"><title>Minsync</title>\n";
  const auto cookie = page_.settings.cookie_name + "=" + keys.cookie() + "; Path=/; HttpOnly; SameSite=Strict";
  return {200, "text/html; charset=utf-8", body, {{"Set-Cookie", cookie}}};
}

}  // namespace minsync
