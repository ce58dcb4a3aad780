#include "hub/front/public_socket.h"

#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "hub/front/listen_address.h"

namespace minsync {
namespace {

constexpr std::chrono::milliseconds kTakenLimit{2'000}, kTakenStep{20};

}  // namespace

Result<PublicSocket> PublicSocket::open(const std::string& listen) {
  MINSYNC_ASSIGN(const auto address, ListenAddress::parse(listen));
  const auto deadline = std::chrono::steady_clock::now() + kTakenLimit;
  while (true) {
    const auto fd = address.listen();
    if (fd) return PublicSocket(*fd);
    if (fd.error().id != "network.front_port_taken" || std::chrono::steady_clock::now() > deadline) {
      return fail(fd.error());
    }
    std::this_thread::sleep_for(kTakenStep);
  }
}

PublicSocket::PublicSocket(PublicSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

PublicSocket::~PublicSocket() {
  if (fd_ >= 0) ::close(fd_);
}

int PublicSocket::port() const {
  return ListenAddress::of(fd_).port();
}

}  // namespace minsync
