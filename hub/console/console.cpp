#include "hub/console/console.h"

#include "hub/console/console_files.h"
#include "hub/console/guard.h"
#include "hub/console/routes.h"
#include "hub/storage/snapshot.h"
#include "shared/divisions/in_use.h"
#include "shared/time/wall_clock.h"

namespace minsync::console {
namespace {

Language language_of(const HttpRequest& request) {
  const auto named = request.headers.find("accept-language");
  return named != request.headers.end() && named->second.starts_with("en") ? Language::en : Language::zh;
}

HttpResponse with_headers(HttpResponse response) {
  for (const auto& [name, value] : console_headers()) response.headers.emplace(name, value);
  return response;
}

HttpResponse text_response(int status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text) + "\n";
  return response;
}

HttpResponse json_response(int status, const nlohmann::json& document) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json; charset=utf-8";
  response.body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return response;
}

int status_of(const Fault& fault) {
  if (fault.id == "console.log_in_first" || fault.id == "console.key_missing") return 401;
  if (fault.id == "console.no_such_page" || fault.id == "hub.no_such_record") return 404;
  switch (fault.kind) {
    case FaultKind::usage:
    case FaultKind::bad_input:
    case FaultKind::partial:
      return 400;
    case FaultKind::not_allowed:
      return 403;
    case FaultKind::unreachable:
      return 503;
    default:
      return 500;
  }
}

HttpResponse fault_response(Language language, const Fault& fault, int status) {
  auto response = json_response(status, {{"error", fault.id}, {"message", say(language, fault)}});
  if (status == 503) response.headers["Retry-After"] = "2";
  return response;
}

// Without the page the start says so.
HttpResponse file_response(const HttpRequest& request, Language language) {
  const auto path = request.path == "/console/" ? "/index.html" : request.path.substr(kConsolePath.size() - 1);
  const auto* file = find_console_file(path);
  if (file == nullptr) {
    const bool start = request.path == "/console/";
    return text_response(start ? 200 : 404, say(language, start ? "console.no_page" : "console.no_such_page"));
  }
  HttpResponse response;
  response.content_type = file->content_type;
  response.body = file->bytes;
  if (file->gzipped) response.headers["Content-Encoding"] = "gzip";
  if (path.starts_with("/assets/")) response.headers["Cache-Control"] = "private, max-age=31536000, immutable";
  return response;
}

// Whose session it is, whether the page sends its key, and whether he may.
Status admit(Call& call, const Route& route) {
  MINSYNC_ASSIGN(call.user, user_of_session(call.store, call.token, call.now_ms));
  if (!call.user) call.token.clear();
  const auto right = right_of_route(route_name(route));
  if (right == Right::open) return {};
  if (call.user && !has_page_key(call.request, call.token)) {
    return fail(FaultKind::not_allowed, "console.key_missing");
  }
  return check_person(call.user, right, route.unfinished_too, call.language);
}

Result<nlohmann::json> handle(Call& call, const Route& route) {
  Status admitted;
  std::optional<nlohmann::json> document;
  bool touch = false;
  const Divisions* divisions = nullptr;
  {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(call.store));
    MINSYNC_ASSIGN(divisions, call.store.records().divisions());
    const DivisionsHere here(*divisions);
    admitted = admit(call, route);
    if (admitted && call.user && route.is_use) {
      MINSYNC_ASSIGN(touch, wants_touch(call.store, call.token, call.now_ms));
    }
    if (admitted && call.request.method == "GET") {
      MINSYNC_ASSIGN(document, route.handler(call));
    }
  }
  if (!admitted) {
    // Who is nobody is told so without a line in the log: strangers must not be able to fill it.
    if (!call.user || admitted.error().id == "console.key_missing") return fail(admitted.error());
    return refused(call, route_name(route), admitted.error());
  }
  if (touch) {
    MINSYNC_TRY(call.hub().committer().run([&](HubStore& s) { return touch_session(s, call.token, call.now_ms); }));
  }
  if (document) return *std::move(document);
  MINSYNC_ASSIGN(call.body, read_body(call.request.body));
  const DivisionsHere here(*divisions);
  return route.handler(call);
}

}  // namespace

HttpResponse Console::answer(const HttpRequest& request) {
  const auto language = language_of(request);
  if (const auto refusal = judge_request(request)) {
    const Fault fault{FaultKind::not_allowed, std::string(refusal->message), {}, {}};
    return with_headers(fault_response(language, fault, refusal->status));
  }
  if (request.path.starts_with(kConsoleApi)) return with_headers(api(request));
  if (request.path != "/console") return with_headers(file_response(request, language));
  auto response = text_response(308, "/console/");
  response.headers["Location"] = "/console/";
  return with_headers(std::move(response));
}

HttpResponse Console::api(const HttpRequest& request) {
  const auto language = language_of(request);
  std::string name;
  const Route* route = find_console_route(request.method, request.path, name);
  if (route == nullptr) {
    return fault_response(language, {FaultKind::bad_input, "console.no_such_page", {}, {}}, 404);
  }
  auto reader = state_.hub.take_reader();
  if (!reader) return fault_response(language, reader.error(), status_of(reader.error()));
  Call call{state_, request, language, static_cast<std::int64_t>(wall_clock_ms()), **reader};
  call.name = std::move(name);
  call.token = session_token(request);
  const auto document = handle(call, *route);
  auto response = document ? json_response(200, *document)
                           : fault_response(language, document.error(), status_of(document.error()));
  if (!call.cookie.empty()) response.headers["Set-Cookie"] = call.cookie;
  state_.hub.put_reader(*std::move(reader));
  return response;
}

}  // namespace minsync::console
