// HAProxy in front of the hub: TLS 1.2+, strict framing, deadlines, limits. `minsync-hub serve` writes its
// configuration, starts it, watches it and stops it. hub/DESIGN.md says why it is there.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

struct FrontConfig {
  std::string folder;      // where haproxy.cfg, front.log and haproxy.pid stand, front.pem while it starts; mode 0700
  int public_socket = -1;  // that of a PublicSocket (public_socket.h), which must stay open as long as the front
  int inner_port = 0;      // the hub's listener on 127.0.0.1
  std::string secret;      // sent to the hub as X-Minsync-Front; a client's own header of that name is removed.
                           // Letters, digits and - only
  std::string tls_pem;     // certificate and key
  std::size_t max_body_bytes = 16u << 20;
  // Requests with little or no body that the hub gets at once, of 8 KiB or more 32, of 1 MiB or more 4. Others wait in
  // the front, and after 10 s (30 s, 30 s) are answered 503 with Retry-After: 2.
  std::size_t small_requests = 256;
  std::size_t requests_per_source_10s = 300;  // more are answered 429 with Retry-After: 5
};

// What the hub gets: HTTP/1.1 with Content-Length only, at most 16 KiB of headers, X-Minsync-Front with the secret and
// X-Minsync-Source with the client's address. Any thread may start, watch and restart; ending it is for its owner.
class Front {
 public:
  // Returns when HAProxy runs. Faults: haproxy not installed, its own complaint about the configuration.
  static Result<std::unique_ptr<Front>> start(const FrontConfig& config);
  // Stops HAProxy softly (running requests get up to 5 s), then by force. Nothing is left running. HAProxy also ends by
  // itself when this process dies, however it dies.
  ~Front();

  // True while HAProxy runs. When it ended unasked, `restart` starts it again on the same socket.
  bool running() const;
  Status restart();

 private:
  struct Impl;
  explicit Front(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace minsync
