// The console's guard: every request passes it before anything is looked up, and every answer goes out with its
// headers. It keeps out pages of other origins that the user's browser shows (cross-site requests, framing); whoever
// has no session gets no further than the log-in. Pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "shared/http/http_server.h"

namespace minsync::console {

inline constexpr std::string_view kConsolePath = "/console/", kConsoleApi = "/console/api/";
inline constexpr std::size_t kLongestConsoleBody = 64 * 1024;

struct Refusal {
  int status;
  std::string_view message;  // id in the catalogue
};

// Nothing if the request may go on. In this order: GET, or POST to the API, no other method and so no preflight (405);
// Origin, if there is one, is https and this host, and Sec-Fetch-Site of the API's requests, if there is one, says so
// or that the user typed it (403); POST brings JSON (415) of at most kLongestConsoleBody (413).
std::optional<Refusal> judge_request(const HttpRequest& request);

// The session's token in the cookie; "" if there is none, or what stands there is none.
std::string session_token(const HttpRequest& request);
// What the page sends as X-Minsync-Key, of its session: a page of another origin cannot read it. "" has none.
std::string page_key(const std::string& token);
bool has_page_key(const HttpRequest& request, const std::string& token);

// Set-Cookie that gives the browser a token, or takes it back ("").
std::string session_cookie(const std::string& token);

// Of every answer, refusals too. None of them is a CORS header.
const std::map<std::string, std::string>& console_headers();

}  // namespace minsync::console
