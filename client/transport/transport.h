// The client's line to the hub. The real one is libcurl (curl_transport.cpp, the only user of libcurl); tests of the
// sync agent use a fake.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

struct TransferProgress {
  std::uint64_t sent = 0, received = 0;  // body bytes of the running request
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  int retry_after_s = 0;  // 0: not said
};

struct TransferTotals {
  std::uint64_t bytes_sent = 0, bytes_received = 0;  // headers and bodies, above TLS, since the transport was made
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;  // opened; fewer than requests when they are kept
};

class Transport {
 public:
  virtual ~Transport() = default;
  // One POST to `path` on the hub. An answer of any status is an answer; a Fault is FaultKind::unreachable (with what
  // to do), not_allowed (the hub shows another key than the pinned one), interrupted (`cancel` was set) or failed (the
  // answer is larger than `max_answer_bytes`).
  virtual Result<HttpAnswer> post(const std::string& path, const std::string& content_type, std::string body,
                                  std::size_t max_answer_bytes) = 0;
  virtual TransferTotals totals() const = 0;
};

struct HubAddress {
  std::string url;  // https://host:port
  std::string pin;  // sha256//… of the hub's TLS key; nothing else is trusted, certificate dates are not looked at
};

// One kept connection with TLS resumption; connect time-out 20 s; a transfer under 30 bytes/s for 60 s ends. `cancel`
// may be set from a signal handler and is looked at several times a second. Not for several threads at once. The hub
// stands on the same private network, so the environment's proxies (http_proxy and the like) are left alone; where one
// is needed all the same, MINSYNC_PROXY names it.
std::unique_ptr<Transport> make_curl_transport(HubAddress hub, const std::atomic<bool>& cancel,
                                               std::function<void(TransferProgress)> on_progress = {});

}  // namespace minsync
