// "127.0.0.1:8443", "0.0.0.0:8443", "*:8443", "[::]:8443", "localhost:8443"; private to this folder. Other names are
// not looked up: what the hub listens on must not depend on a name server.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

class ListenAddress {
 public:
  static Result<ListenAddress> parse(const std::string& text);

  int port() const;
  std::string text() const;  // as HAProxy's `bind` reads it

  // Finds out whether the address can be bound; port 0 becomes a free one. Faults: taken, not allowed, not ours.
  Result<ListenAddress> free() const;
  // A listening socket there, closed in children unless they are handed it. Faults as above.
  Result<int> listen() const;
  static ListenAddress of(int socket);
  // True when somebody accepts connections; a wildcard address is asked through loopback.
  bool answers() const;

 private:
  const sockaddr* general() const { return reinterpret_cast<const sockaddr*>(&address_); }
  void set_port(int port);

  sockaddr_storage address_{};
  socklen_t size_ = 0;
};

}  // namespace minsync
