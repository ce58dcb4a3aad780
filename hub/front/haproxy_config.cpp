#include "hub/front/haproxy_config.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace minsync {
namespace {

// {0} connections, {1} those of one source, {2} where it says that it runs, {3} certificate, {4} body limit, {5}
// requests of one source in 10 s, {6} secret, {7} the hub's port, {8} small requests at the hub.
constexpr std::string_view kTemplate = R"(# Written by minsync-hub at each start; changes are lost.
global
    # Nothing a request does is logged here: that is the hub's work, and strangers must not be able to fill the disk.
    log stdout format raw daemon warning
    maxconn {0}
    hard-stop-after 5s
    # 16 KiB of headers, and room to add ours.
    tune.bufsize 17408
    tune.maxrewrite 1024
    tune.http.maxhdr 64
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305
    ssl-default-bind-curves X25519:P-256

defaults
    mode http
    timeout connect 5s
    timeout http-request 10s
    timeout http-keep-alive 60s
    timeout client 30s
    timeout client-fin 10s
    timeout queue 30s
    http-error status 503 content-type text/plain string "busy" hdr Retry-After 2
    timeout server 120s
    option http-restrict-req-hdr-names delete
    # Else what comes of a body waits in the kernel until 64 KiB of it are together, and is lost with a line that is cut.
    option http-no-delay

frontend public
    bind fd@3 ssl crt {3} alpn http/1.1
    stick-table type ipv6 size 50k expire 60s store http_req_rate(10s),conn_cur
    tcp-request connection track-sc0 src
    tcp-request connection reject if { sc_conn_cur(0) gt {1} }
    http-request return status 429 content-type text/plain string "too many requests" hdr Retry-After 5 if { sc_http_req_rate(0) gt {5} }
    http-request return status 505 content-type text/plain string "HTTP/1.1 is needed" unless { req.ver 1.0 1.1 }
    http-request return status 405 content-type text/plain string "method not allowed" unless { method GET HEAD POST PUT PATCH DELETE }
    # Only a body of announced length can be told from a cut one by the listener behind.
    http-request return status 411 content-type text/plain string "Content-Length is needed" if { req.hdr(transfer-encoding) -m found }
    http-request return status 411 content-type text/plain string "Content-Length is needed" if { method POST PUT PATCH } !{ req.hdr(content-length) -m found }
    http-request return status 413 content-type text/plain string "body too large" if { req.hdr(content-length) -m len gt 12 }
    http-request return status 413 content-type text/plain string "body too large" if { req.hdr_val(content-length) gt {4} }
    http-request del-header X-Forwarded-For
    http-request set-header X-Minsync-Front {6}
    http-request set-header X-Minsync-Source %[src]
    http-response del-header Server
    http-response del-header X-Powered-By
    # The listener holds in memory what has arrived of a body, and knows no deadline. So a body that fits into the front's
    # buffer is sent on when it is whole; of the others only so many are on their way that what stalls stays bounded.
    acl large req.hdr_val(content-length) ge 1048576
    acl long req.hdr_val(content-length) ge 8192
    acl long req.hdrs -m len gt 6144
    use_backend hub_large if large
    use_backend hub_long if long
    default_backend hub

backend hub
    option http-buffer-request
    timeout queue 10s
    server hub 127.0.0.1:{7} maxconn {8} pool-max-conn 32

backend hub_long
    server hub 127.0.0.1:{7} maxconn 32 pool-max-conn 32

backend hub_large
    server hub 127.0.0.1:{7} maxconn 4 pool-max-conn 4

frontend ready
    bind {2}
    http-request return status 200 content-type text/plain string ready
)";

std::string filled(std::string_view pattern, const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_place = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                          pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
    if (!is_place) {
      text += pattern[i];
      continue;
    }
    text += values.at(static_cast<std::size_t>(pattern[i + 1] - '0'));
    i += 2;
  }
  return text;
}

// HAProxy's words are split at blanks; inside single quotes nothing has a meaning but the quote itself.
std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

// The secret stands unquoted in a line of the configuration.
bool is_plain(const std::string& secret) {
  return !secret.empty() && std::all_of(secret.begin(), secret.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

std::string haproxy_config(const FrontConfig& config, const std::string& ready, const std::string& certificate,
                           std::size_t connections) {
  MINSYNC_ASSERT(is_plain(config.secret));
  // One source, even with every connection it may have, leaves the others half of the places.
  const std::size_t of_one_source = std::max<std::size_t>(1, connections / 2);
  return filled(kTemplate, {std::to_string(connections), std::to_string(of_one_source), ready, quoted(certificate),
                            std::to_string(config.max_body_bytes), std::to_string(config.requests_per_source_10s),
                            config.secret, std::to_string(config.inner_port), std::to_string(config.small_requests)});
}

}  // namespace minsync
