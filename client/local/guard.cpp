#include "client/local/guard.h"

#include <algorithm>

namespace minsync {
namespace {

constexpr std::size_t kLongestTarget = 2048;
constexpr std::string_view kJson = "application/json";

bool is_start(const LocalRequest& request) {
  return request.method == "GET" && request.path() == kStartPath;
}

std::optional<Refusal> judge_method(const LocalRequest& request) {
  if (request.method != "GET" && request.method != "POST") return Refusal{405, "local.method"};
  const auto& target = request.target;
  const bool printable = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!target.starts_with('/') || target.size() > kLongestTarget || !printable) return Refusal{400, "local.target"};
  return std::nullopt;
}

std::optional<Refusal> judge_framing(const LocalRequest& request) {
  if (request.has_header("transfer-encoding")) return Refusal{411, "local.framing"};
  if (request.has_header("expect")) return Refusal{417, "local.framing"};
  const auto* length = request.header("content-length");
  if (length == nullptr && (request.method == "POST" || request.has_header("content-length"))) {
    return Refusal{411, "local.framing"};
  }
  if (request.method == "GET" && length != nullptr && *length != "0") return Refusal{400, "local.framing"};
  return std::nullopt;
}

// A form of another site cannot send this type, and a script of it needs a preflight, which is refused.
bool is_json(const LocalRequest& request) {
  const auto* type = request.header("content-type");
  return type != nullptr &&
         (*type == kJson || *type == "application/json;charset=utf-8" || *type == "application/json; charset=utf-8");
}

}  // namespace

std::string Guard::cookie_name() const {
  return "minsync_" + std::to_string(port_);
}

bool Guard::names_this_server(std::string_view host) const {
  const auto colon = host.rfind(':');
  if (colon == std::string_view::npos || host.substr(colon + 1) != std::to_string(port_)) return false;
  const auto name = host.substr(0, colon);
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

bool Guard::has_cookie(const LocalRequest& request) const {
  const auto* all = request.header("cookie");
  if (all == nullptr) return false;
  const auto name = cookie_name() + "=";
  std::string_view rest = *all;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto one = rest.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && keys_.cookie_fits(one.substr(name.size()))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::optional<Refusal> Guard::judge_origin(const LocalRequest& request, const std::string& host) const {
  if (request.has_header("origin")) {
    const auto* origin = request.header("origin");
    if (origin == nullptr || *origin != "http://" + host) return Refusal{403, "local.foreign_origin"};
  }
  if (is_start(request) || !request.has_header("sec-fetch-site")) return std::nullopt;
  const auto* site = request.header("sec-fetch-site");
  if (site == nullptr || (*site != "same-origin" && *site != "none")) return Refusal{403, "local.foreign_origin"};
  return std::nullopt;
}

std::optional<Refusal> Guard::judge_session(const LocalRequest& request) const {
  if (is_start(request)) return std::nullopt;
  if (!has_cookie(request)) return Refusal{401, "local.no_session"};
  if (!request.path().starts_with("/api/") && request.method == "GET") return std::nullopt;
  const auto* key = request.header(kKeyHeader);
  if (key == nullptr || !keys_.key_fits(*key)) return Refusal{401, "local.no_session"};
  return std::nullopt;
}

std::optional<Refusal> Guard::judge(const LocalRequest& request) const {
  const auto* host = request.header("host");
  if (host == nullptr || !names_this_server(*host)) return Refusal{421, "local.foreign_host"};
  if (const auto refused = judge_origin(request, *host)) return refused;
  if (const auto refused = judge_method(request)) return refused;
  if (const auto refused = judge_framing(request)) return refused;
  if (request.method == "POST" && !is_json(request)) return Refusal{415, "local.need_json"};
  return judge_session(request);
}

const std::vector<std::pair<std::string_view, std::string_view>>& security_headers() {
  static const std::vector<std::pair<std::string_view, std::string_view>> headers = {
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

}  // namespace minsync
