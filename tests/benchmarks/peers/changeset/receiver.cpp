#include "tests/benchmarks/peers/changeset/receiver.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <vector>

#include "tests/benchmarks/peers/changeset/changes.h"

namespace minsync::peer {
namespace {

struct Request {
  bool post = false;
  std::string path, body;
};

int listening() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, name, size) != 0 || ::listen(socket, 64) != 0) stop("cannot listen");
  ::getsockname(socket, name, &size);
  std::cout << "{\"port\":" << ntohs(address.sin_port) << "}" << std::endl;
  return socket;
}

bool read_more(int socket, std::string& in) {
  char room[65536];
  const auto got = ::read(socket, room, sizeof room);
  if (got > 0) in.append(room, static_cast<std::size_t>(got));
  return got > 0;
}

bool read_request(int socket, std::string& in, Request& out) {
  std::size_t end = 0;
  while ((end = in.find("\r\n\r\n")) == in.npos) {
    if (!read_more(socket, in)) return false;
  }
  const auto head = in.substr(0, end);
  out.post = head.starts_with("POST ");
  const auto blank = head.find(' ');
  out.path = head.substr(blank + 1, head.find(' ', blank + 1) - blank - 1);
  const auto length = head.find("Content-Length: ");
  const auto size = length == head.npos ? 0 : std::stoul(head.substr(length + 16));
  while (in.size() < end + 4 + size) {
    if (!read_more(socket, in)) return false;
  }
  out.body = in.substr(end + 4, size);
  in.erase(0, end + 4 + size);
  return true;
}

bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Each packed changeset after four bytes of its length.
std::string framed(const std::vector<std::string>& log, std::size_t from) {
  std::string out;
  for (auto i = from; i < log.size(); ++i) {
    const auto size = htonl(static_cast<std::uint32_t>(log[i].size()));
    out.append(reinterpret_cast<const char*>(&size), 4);
    out += log[i];
  }
  return out;
}

void serve_connection(int socket, PlainTable& table, std::vector<std::string>& log) {
  std::string in;
  for (Request request; read_request(socket, in, request);) {
    std::string body;
    if (request.post) {
      body = std::to_string(apply(table, unpacked(request.body)));
      log.push_back(request.body);
    } else {
      body = framed(log, std::stoul(request.path.substr(1)));
    }
    const auto head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    if (!write_all(socket, head + body)) return;
  }
}

}  // namespace

void serve(const std::string& database) {
  PlainTable table(database);
  std::vector<std::string> log;
  const int listener = listening();
  for (;;) {
    const int socket = ::accept(listener, nullptr, nullptr);
    if (socket < 0) stop("accept");
    serve_connection(socket, table, log);
    ::close(socket);
  }
}

}  // namespace minsync::peer
