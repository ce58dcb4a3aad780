// The hub's public port. Whoever opens it keeps it open as long as the hub serves: HAProxy inherits it, and while
// HAProxy or the hub behind it is started again, clients wait in its backlog and are not turned away.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

class PublicSocket {
 public:
  // `listen`: "127.0.0.1:8443", "*:8443", "[::]:8443"; port 0 takes a free one. A port that is in use is asked for
  // again for 2 s: a hub that was killed a moment ago is still letting go of it. Faults: taken, not allowed, not ours.
  static Result<PublicSocket> open(const std::string& listen);
  PublicSocket(PublicSocket&& other) noexcept;
  PublicSocket& operator=(PublicSocket&&) = delete;
  ~PublicSocket();

  int fd() const { return fd_; }
  int port() const;

 private:
  explicit PublicSocket(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace minsync
