#include "client/local/local_service.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "client/documents/form_json.h"
#include "client/documents/found_record.h"
#include "client/documents/office_status.h"
#include "client/local/guard.h"
#include "client/users/sessions.h"
#include "shared/cli/record_json.h"
#include "shared/cli/record_page.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

constexpr std::size_t kPage = 50, kLongestPage = 200;
constexpr std::string_view kForms = "/api/forms/", kRecords = "/api/records/", kRecord = "/api/record/";

// The value of a name in a query; names and values are of letters, digits, '-' and '_' here, so nothing is decoded.
std::string_view value_in(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto one = query.substr(0, query.find('&'));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
    query.remove_prefix(std::min(one.size() + 1, query.size()));
  }
  return {};
}

std::string_view query_of(const LocalRequest& request) {
  const auto mark = request.target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(request.target).substr(mark + 1);
}

Result<std::size_t> page_size(std::string_view text) {
  if (text.empty()) return kPage;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc() && end == text.data() + text.size() && size >= 1 && size <= kLongestPage) return size;
  return fail(FaultKind::bad_input, "local.bad_limit", {std::to_string(kLongestPage)});
}

int status_of(const Fault& fault) {
  if (fault.id == "clerks.locked") return 423;
  if (fault.id == "local.no_such_page" || fault.id == "client.no_record") return 404;
  switch (fault.kind) {
    case FaultKind::usage:
    case FaultKind::bad_input:
      return 400;
    case FaultKind::not_allowed:
      return 403;
    case FaultKind::unreachable:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

LocalReply refusal_reply(const LocalRequest& request, int status, Language language, const Fault& fault) {
  const auto message = say(language, fault);
  if (!request.path().starts_with("/api/")) return {status, "text/plain; charset=utf-8", message + "\n", {}};
  const nlohmann::ordered_json document = {{"error", fault.id}, {"message", message}};
  return {status, "application/json; charset=utf-8", document.dump(), {}};
}

LocalReply LocalService::answer(const LocalRequest& request) {
  if (request.method == "GET" && request.path() == kStartPath) return start(request);
  if (request.method == "GET" && request.path() == "/") return home();
  if (request.path().starts_with("/api/")) return api(request);
  return refusal_reply(request, 404, settings_.language, {FaultKind::bad_input, "local.no_such_page", {}, {}});
}

// A page that leads on, and no redirect: where the link was opened from a file or another program, browsers would leave
// the new cookie out of a redirected request. What stands behind # goes to no server.
LocalReply LocalService::start(const LocalRequest& request) {
  if (!keys_.admit(value_in(query_of(request), "once"))) {
    return refusal_reply(request, 403, settings_.language, {FaultKind::not_allowed, "local.link_used", {}, {}});
  }
  // Whoever had unlocked the window before has not unlocked this one.
  if (!session_.empty()) (void)end_session(store_.database(), session_);
  session_.clear();
  const auto body = "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url=/#key=" + keys_.key() +
                    "\"><title>Minsync</title>\n";
  const auto cookie = settings_.cookie_name + "=" + keys_.cookie() + "; Path=/; HttpOnly; SameSite=Strict";
  return {200, "text/html; charset=utf-8", body, {{"Set-Cookie", cookie}}};
}

LocalReply LocalService::home() const {
  return {200, "text/plain; charset=utf-8", say(settings_.language, "local.runs") + "\n", {}};
}

LocalReply LocalService::api(const LocalRequest& request) {
  const auto document = document_of(request);
  if (!document) {
    return refusal_reply(request, status_of(document.error()), settings_.language, document.error());
  }
  return {200, "application/json; charset=utf-8", document->dump(-1, ' ', false, Json::error_handler_t::replace), {}};
}

Result<LocalService::Json> LocalService::document_of(const LocalRequest& request) {
  // A sync that runs beside may have brought new forms or org units.
  MINSYNC_TRY(store_.catch_up());
  MINSYNC_ASSIGN(const Divisions* divisions, store_.records().divisions());
  use_divisions(*divisions);
  return request.method == "POST" ? post(request) : get(request);
}

Result<LocalService::Json> LocalService::get(const LocalRequest& request) {
  const auto path = request.path();
  if (path == "/api/session") return session();
  if (path == "/api/status") {
    MINSYNC_ASSIGN(const auto status, office_status(store_, settings_.hub_address));
    return status_json(status);
  }
  if (path == "/api/forms") return forms();
  if (path.starts_with(kForms)) {
    MINSYNC_ASSIGN(const Form* form, store_.forms().get(std::string(path.substr(kForms.size()))));
    return form_json(*form);
  }
  return record_documents(path, query_of(request));
}

Result<LocalService::Json> LocalService::record_documents(std::string_view path, std::string_view query) {
  if (path.starts_with(kRecords)) {
    MINSYNC_TRY(need_unlocked());
    return records(std::string(path.substr(kRecords.size())), query);
  }
  if (path.starts_with(kRecord)) {
    MINSYNC_TRY(need_unlocked());
    MINSYNC_ASSIGN(const auto found, find_record(store_, path.substr(kRecord.size())));
    return Json(record_json(*found.form, found.record, Disclosure::masked));
  }
  return fail(FaultKind::bad_input, "local.no_such_page");
}

Result<LocalService::Json> LocalService::post(const LocalRequest& request) {
  if (request.path() == "/api/unlock") return unlock(request.body);
  if (request.path() == "/api/lock") {
    if (!session_.empty()) MINSYNC_TRY(end_session(store_.database(), session_));
    session_.clear();
    return session();
  }
  return fail(FaultKind::bad_input, "local.no_such_page");
}

Result<LocalService::Json> LocalService::session() {
  MINSYNC_ASSIGN(const bool users, has_users(store_.database()));
  MINSYNC_ASSIGN(const auto user, look_at_session(store_.database(), session_, now_ms_(), settings_.lock_after_ms));
  return Json{{"users", users},
              {"unlocked", !users || user.has_value()},
              {"user", user ? Json(user->name) : Json(nullptr)},
              {"display", user ? Json(user->display) : Json(nullptr)},
              {"admin", user && user->admin},
              {"lock_after_minutes", settings_.lock_after_ms / 60'000}};
}

Result<LocalService::Json> LocalService::unlock(const std::string& body) {
  const auto wrong = fail(FaultKind::bad_input, "local.bad_body");
  const auto asked = Json::parse(body, nullptr, false);
  if (!asked.is_object() || !asked.contains("name") || !asked.contains("pin")) return wrong;
  if (!asked["name"].is_string() || !asked["pin"].is_string()) return wrong;
  auto& database = store_.database();
  const auto pin = asked["pin"].get<std::string>();
  MINSYNC_ASSIGN(const auto user, verify_pin(database, asked["name"].get<std::string>(), pin, now_ms_()));
  if (!session_.empty()) MINSYNC_TRY(end_session(database, session_));
  MINSYNC_ASSIGN(session_, begin_session(database, user.name, now_ms_()));
  return session();
}

Result<LocalService::Json> LocalService::forms() {
  auto own = store_.forms().forms();
  std::erase_if(own, [&](const Form* form) { return !store_.in_scope(*form); });
  return forms_json(own);
}

Result<LocalService::Json> LocalService::records(const std::string& name, std::string_view query) {
  MINSYNC_ASSIGN(const Form* form, store_.forms().get(name));
  MINSYNC_ASSIGN(const auto limit, page_size(value_in(query, "limit")));
  const std::string after(value_in(query, "after"));
  MINSYNC_ASSIGN(const auto page, read_page(store_.records(), *form, after, limit,
                                            [](const StoredRecord& record) { return !record.deleted; }));
  Json out = {{"records", Json::array()}, {"next", page.next.empty() ? Json(nullptr) : Json(page.next)}};
  for (const auto& record : page.records)
    out["records"].push_back(Json(record_json(*form, record, Disclosure::masked)));
  return out;
}

Status LocalService::need_unlocked() {
  MINSYNC_ASSIGN(const bool users, has_users(store_.database()));
  if (!users) return {};
  MINSYNC_ASSIGN(const auto user, use_session(store_.database(), session_, now_ms_(), settings_.lock_after_ms));
  if (!user) return fail(FaultKind::not_allowed, "clerks.locked");
  return {};
}

}  // namespace minsync
