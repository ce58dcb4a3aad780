#include "hub/front/listen_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace minsync {
namespace {

class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::optional<int> port_of(std::string_view text) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 0 || port > 65535) return std::nullopt;
  return port;
}

std::string host_of(std::string host) {
  if (host == "*") return "0.0.0.0";
  if (host == "localhost") return "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

Result<ListenAddress> ListenAddress::parse(const std::string& text) {
  const auto invalid = [&] { return fail(FaultKind::usage, "network.front_address", {text}); };
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return invalid();
  const std::string host = text.substr(0, colon);
  const auto port = port_of(std::string_view(text).substr(colon + 1));
  if (!port || (host.front() != '[' && host.find(':') != host.npos)) return invalid();
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host_of(host).c_str(), nullptr, &hints, &found) != 0) return invalid();
  ListenAddress address;
  std::memcpy(&address.address_, found->ai_addr, found->ai_addrlen);
  address.size_ = found->ai_addrlen;
  ::freeaddrinfo(found);
  address.set_port(*port);
  return address;
}

void ListenAddress::set_port(int port) {
  const auto number = htons(static_cast<std::uint16_t>(port));
  if (address_.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address_)->sin6_port = number;
  } else {
    reinterpret_cast<sockaddr_in*>(&address_)->sin_port = number;
  }
}

int ListenAddress::port() const {
  return ntohs(address_.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&address_)->sin6_port
                                              : reinterpret_cast<const sockaddr_in*>(&address_)->sin_port);
}

std::string ListenAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> host{};
  ::getnameinfo(general(), size_, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  const std::string name = address_.ss_family == AF_INET6 ? "[" + std::string(host.data()) + "]" : host.data();
  return name + ":" + std::to_string(port());
}

Result<int> ListenAddress::listen() const {
  Socket socket(address_.ss_family);
  const int on = 1;
  // As HAProxy does it: a port with connections that are still ending is free.
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.fd(), general(), size_) != 0 || ::listen(socket.fd(), SOMAXCONN) != 0) {
    if (errno == EADDRINUSE) return fail(FaultKind::failed, "network.front_port_taken", {text()});
    if (errno == EACCES) return fail(FaultKind::failed, "network.front_port_denied", {text()});
    return fail(FaultKind::failed, "network.front_address_unusable", {text(), std::strerror(errno)});
  }
  return socket.release();
}

ListenAddress ListenAddress::of(int socket) {
  ListenAddress address;
  address.size_ = sizeof address.address_;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address.address_), &address.size_);
  return address;
}

Result<ListenAddress> ListenAddress::free() const {
  MINSYNC_ASSIGN(const int socket, listen());
  const auto bound = of(socket);
  ::close(socket);
  return bound;
}

bool ListenAddress::answers() const {
  ListenAddress target = *this;
  if (address_.ss_family == AF_INET6) {
    auto& host = reinterpret_cast<sockaddr_in6*>(&target.address_)->sin6_addr;
    if (IN6_IS_ADDR_UNSPECIFIED(&host)) host = in6addr_loopback;
  } else {
    auto& host = reinterpret_cast<sockaddr_in*>(&target.address_)->sin_addr;
    if (host.s_addr == htonl(INADDR_ANY)) host.s_addr = htonl(INADDR_LOOPBACK);
  }
  const Socket probe(address_.ss_family);
  return ::connect(probe.fd(), target.general(), target.size_) == 0;
}

}  // namespace minsync
