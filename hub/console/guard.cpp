#include "hub/console/guard.h"

#include <algorithm>

#include "shared/crypto/crypto.h"
#include "shared/crypto/same_secret.h"

namespace minsync::console {
namespace {

// The prefix makes browsers take it only with Secure, for this host alone.
constexpr std::string_view kCookie = "__Host-minsync=";
constexpr std::size_t kTokenSize = 64;
constexpr std::string_view kAttributes = "; Path=/; Secure; HttpOnly; SameSite=Strict";

const std::string* header(const HttpRequest& request, const char* name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? nullptr : &found->second;
}

bool is_api(const HttpRequest& request) {
  return request.path.starts_with(kConsoleApi);
}

// A form of another site cannot send this type, and a script of it needs a preflight, which is refused.
bool is_json(const HttpRequest& request) {
  const auto* type = header(request, "content-type");
  return type != nullptr && (*type == "application/json" || *type == "application/json;charset=utf-8" ||
                             *type == "application/json; charset=utf-8");
}

bool is_foreign(const HttpRequest& request) {
  const auto* host = header(request, "host");
  const auto* origin = header(request, "origin");
  if (origin != nullptr && (host == nullptr || *origin != "https://" + *host)) return true;
  const auto* site = header(request, "sec-fetch-site");
  // A link of another page may lead here; what it opens is a file that everybody may have.
  return is_api(request) && site != nullptr && *site != "same-origin" && *site != "none";
}

bool is_token(std::string_view text) {
  return text.size() == kTokenSize &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::optional<Refusal> judge_request(const HttpRequest& request) {
  const bool post = request.method == "POST";
  if (!(request.method == "GET" || (post && is_api(request)))) return Refusal{405, "console.method"};
  if (is_foreign(request)) return Refusal{403, "console.foreign_origin"};
  if (post && !is_json(request)) return Refusal{415, "console.need_json"};
  if (request.body.size() > kLongestConsoleBody) return Refusal{413, "console.body_too_large"};
  return std::nullopt;
}

std::string session_token(const HttpRequest& request) {
  const auto* all = header(request, "cookie");
  std::string_view rest = all == nullptr ? std::string_view() : std::string_view(*all);
  std::string found;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(";,"), rest.size());
    auto one = rest.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(kCookie)) {
      // Two of them are none: nobody knows which one is ours.
      if (!found.empty() || !is_token(one.substr(kCookie.size()))) return {};
      found = one.substr(kCookie.size());
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return found;
}

std::string page_key(const std::string& token) {
  return token.empty() ? std::string() : hex(hmac_sha256(token, "the page's key"));
}

bool has_page_key(const HttpRequest& request, const std::string& token) {
  const auto* key = header(request, "x-minsync-key");
  return key != nullptr && !token.empty() && same_secret(*key, page_key(token));
}

std::string session_cookie(const std::string& token) {
  return std::string(kCookie) + token + std::string(kAttributes) + (token.empty() ? "; Max-Age=0" : "");
}

const std::map<std::string, std::string>& console_headers() {
  static const std::map<std::string, std::string> headers = {
      {"Content-Security-Policy",
       "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"},
  };
  return headers;
}

}  // namespace minsync::console
