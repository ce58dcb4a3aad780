// The public port answers, and the listener behind it is nowhere on this machine. Tests of this program fork: nothing
// in it may begin a thread that stays.
#include "hub/front/private_network.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "hub/front/front.h"
#include "hub/front/listen_address.h"
#include "hub/front/public_socket.h"
#include "shared/crypto/crypto.h"
#include "shared/http/http_server.h"
#include "tests/unit/http/fetch.h"

namespace minsync {
namespace {

struct Ports {
  int outer = 0, inner = 0;
};

// What `serve` does, in a process that has one thread; ends when `stop` is closed.
int serve_apart(const std::string& folder, const PrivateKey& key, int told, int stop) {
  auto socket = PublicSocket::open("127.0.0.1:0");
  if (!socket || !enter_private_network()) return 1;
  const auto server = HttpServer::start(0, {}, [](const HttpRequest& request) {
    return HttpResponse{200, "text/plain", {}, request.headers.at("x-minsync-source")};
  });
  if (!server) return 2;
  FrontConfig config;
  config.folder = folder;
  config.public_socket = socket->fd();
  config.inner_port = (*server)->port();
  config.secret = "s3cret";
  config.tls_pem = key.tls_pem("hub").value();
  const auto front = Front::start(config);
  if (!front) return 3;
  const Ports ports{socket->port(), (*server)->port()};
  if (::write(told, &ports, sizeof ports) != static_cast<ssize_t>(sizeof ports)) return 4;
  char none = 0;
  static_cast<void>(::read(stop, &none, 1));
  return 0;
}

class PrivateNetworkTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!private_network_possible()) GTEST_SKIP() << "the kernel lets this user have no network of its own";
    std::string pattern = (std::filesystem::temp_directory_path() / "minsync-apart-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    int told[2], stop[2];
    ASSERT_EQ(0, ::pipe(told));
    ASSERT_EQ(0, ::pipe(stop));
    child_ = ::fork();
    if (child_ == 0) {
      ::close(stop[1]);
      ::_exit(serve_apart(folder_ + "/front", key_, told[1], stop[0]));
    }
    ::close(told[1]);
    ::close(stop[0]);
    stop_ = stop[1];
    const auto read = ::read(told[0], &ports_, sizeof ports_);
    ::close(told[0]);
    ASSERT_EQ(static_cast<ssize_t>(sizeof ports_), read) << "it did not begin to serve";
  }
  void TearDown() override {
    if (child_ <= 0) return;
    ::close(stop_);
    int status = 0;
    ::waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    std::filesystem::remove_all(folder_);
  }

  const PrivateKey key_ = PrivateKey::generate();
  std::string folder_;
  pid_t child_ = -1;
  int stop_ = -1;
  Ports ports_;
};

TEST_F(PrivateNetworkTest, OnlyThePublicPortIsThere) {
  FetchOptions options;
  options.pin = key_.pin();
  const auto answer = fetch("https://127.0.0.1:" + std::to_string(ports_.outer) + "/", options);
  EXPECT_EQ(200, answer.status);
  EXPECT_EQ("127.0.0.1", answer.body) << "the client's own address";
  const auto inner = ListenAddress::parse("127.0.0.1:" + std::to_string(ports_.inner));
  ASSERT_TRUE(inner);
  EXPECT_FALSE(inner->answers());
}

}  // namespace
}  // namespace minsync
