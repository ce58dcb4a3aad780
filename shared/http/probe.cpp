#include "shared/http/probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string_view>

namespace minsync {
namespace {

// A path with a zero byte: HttpServer answers 400 while it reads the head.
constexpr std::string_view kRequest = "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

bool wait_for(int fd, short event, std::chrono::milliseconds limit) {
  pollfd watched{fd, event, 0};
  return ::poll(&watched, 1, static_cast<int>(limit.count())) == 1;
}

bool exchange(int fd, int port, std::chrono::milliseconds limit) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  if (!wait_for(fd, POLLOUT, limit)) return false;
  if (::send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kRequest.size())) return false;
  char first = 0;
  return wait_for(fd, POLLIN, limit) && ::recv(fd, &first, 1, 0) == 1;
}

}  // namespace

bool listener_answers(int port, std::chrono::milliseconds limit) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return true;  // nothing is known
  const bool answered = exchange(fd, port, limit);
  ::close(fd);
  return answered;
}

}  // namespace minsync
