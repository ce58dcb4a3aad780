// The local page's guard: every request passes it before its body is read, and every answer goes out with its headers.
// It keeps out pages of other origins that the clerk's browser shows (cross-site requests, DNS rebinding, framing) and
// other users' programs on this machine (they lack the link). It does not keep out programs of the clerk's own account.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "client/local/local_keys.h"
#include "client/local/request.h"

namespace minsync {

inline constexpr std::string_view kStartPath = "/start";  // /start?once=LINK
inline constexpr std::string_view kKeyHeader = "x-minsync-key";

struct Refusal {
  int status;
  std::string_view message;  // id in the catalogue
};

class Guard {
 public:
  // `keys` must outlive it.
  Guard(std::uint16_t port, const LocalKeys& keys) : port_(port), keys_(keys) {}

  // Nothing if the request may go on. `request` without its body. In this order: the Host header names this server
  // (421); Origin, if there is one, is the same, and Sec-Fetch-Site, if there is one, says so or that the user typed it
  // (403); GET or POST, no other method and so no preflight (405); a target that is a path (400); no chunked or awaited
  // body, none with GET (400, 411, 417); POST with JSON (415); cookie, and key for /api/ (401). The start link is its
  // own proof: it may come from anywhere.
  std::optional<Refusal> judge(const LocalRequest& request) const;
  std::string cookie_name() const;

 private:
  bool names_this_server(std::string_view host) const;
  bool has_cookie(const LocalRequest& request) const;
  std::optional<Refusal> judge_origin(const LocalRequest& request, const std::string& host) const;
  std::optional<Refusal> judge_session(const LocalRequest& request) const;

  std::uint16_t port_;
  const LocalKeys& keys_;
};

// Of every reply, refusals too. None of them is a CORS header.
const std::vector<std::pair<std::string_view, std::string_view>>& security_headers();

}  // namespace minsync
