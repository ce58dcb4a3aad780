#include "hub/front/public_socket.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>

namespace minsync {
namespace {

std::string fault_of(const std::string& listen) {
  return PublicSocket::open(listen).error().id;
}

TEST(PublicSocketTest, SaysWhatIsWrongWithTheAddress) {
  const auto taken = PublicSocket::open("127.0.0.1:0").value();
  EXPECT_EQ(fault_of("127.0.0.1:" + std::to_string(taken.port())), "network.front_port_taken");
  EXPECT_EQ(fault_of("*:" + std::to_string(taken.port())), "network.front_port_taken");
  EXPECT_EQ(fault_of("192.0.2.1:8443"), "network.front_address_unusable");
  for (const char* bad : {"", "8443", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8443x",
                          "::1:80", "[::1]", "no.such.name:1", "127.0.0.1 ssl:1"}) {
    EXPECT_EQ(fault_of(bad), "network.front_address") << bad;
  }
}

TEST(PublicSocketTest, APortThatIsJustBeingLetGoOfIsTaken) {
  std::optional<PublicSocket> former(PublicSocket::open("127.0.0.1:0").value());
  const int port = former->port();
  auto opening = std::async(std::launch::async, [&] {
    const auto socket = PublicSocket::open("127.0.0.1:" + std::to_string(port));
    return socket ? socket->port() : 0;
  });
  former.reset();
  EXPECT_EQ(port, opening.get());
}

}  // namespace
}  // namespace minsync
