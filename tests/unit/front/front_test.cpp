#include "hub/front/front.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "hub/front/public_socket.h"
#include "shared/crypto/crypto.h"
#include "shared/http/http_server.h"
#include "tests/unit/http/fetch.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

// Waits for the end of a process that is not our child.
bool ends(pid_t pid) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) return true;
  pollfd watched{fd, POLLIN, 0};
  const bool ended = ::poll(&watched, 1, 20'000) == 1;
  ::close(fd);
  return ended;
}

// Sends bytes over TLS as they are and reads until the other side closes or has sent a whole head.
std::string exchange(int port, const std::string& bytes) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_URL, ("https://127.0.0.1:" + std::to_string(port)).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
  if (curl_easy_perform(curl.get()) != CURLE_OK) return "no connection";
  curl_socket_t socket = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_ACTIVESOCKET, &socket);
  std::size_t count = 0;
  curl_easy_send(curl.get(), bytes.data(), bytes.size(), &count);
  std::string answer;
  while (answer.find("\r\n\r\n") == answer.npos) {
    char buffer[4096];
    pollfd watched{socket, POLLIN, 0};
    const CURLcode result = curl_easy_recv(curl.get(), buffer, sizeof buffer, &count);
    if (result == CURLE_AGAIN && ::poll(&watched, 1, 20'000) == 1) continue;
    if (result != CURLE_OK || count == 0) break;
    answer.append(buffer, count);
  }
  return answer;
}

constexpr long only(long least, long most) {
  return least | most;
}

class FrontTest : public testing::Test {
 protected:
  FrontTest() {
    std::string pattern = (fs::temp_directory_path() / "minsync-front-XXXXXX").string();
    config_.folder = std::string(::mkdtemp(pattern.data())) + "/front";
    config_.public_socket = socket_.fd();
    config_.secret = "s3cret";
    config_.tls_pem = key_.tls_pem("hub").value();
    config_.requests_per_source_10s = 10'000;
  }
  ~FrontTest() override { fs::remove_all(fs::path(config_.folder).parent_path()); }

  void serve() {
    auto server = HttpServer::start(0, {}, [this](const HttpRequest& request) {
      const std::lock_guard lock(mutex_);
      seen_ = request;
      return HttpResponse{200, "text/plain", {{"Server", "inner"}}, "hello"};
    });
    ASSERT_TRUE(server.has_value());
    server_ = *std::move(server);
    config_.inner_port = server_->port();
  }
  void start() {
    serve();
    auto front = Front::start(config_);
    ASSERT_TRUE(front.has_value()) << front.error().id << " " << front.error().args[0];
    front_ = *std::move(front);
  }
  Fetched get(FetchOptions options = {}) const {
    options.pin = key_.pin();
    return fetch("https://127.0.0.1:" + std::to_string(socket_.port()) + "/path", options);
  }
  pid_t haproxy() const {
    pid_t pid = 0;
    std::ifstream(config_.folder + "/haproxy.pid") >> pid;
    return pid;
  }

  const PrivateKey key_ = PrivateKey::generate();
  const PublicSocket socket_ = PublicSocket::open("127.0.0.1:0").value();
  FrontConfig config_;
  std::mutex mutex_;
  HttpRequest seen_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Front> front_;
};

TEST_F(FrontTest, TheHubGetsTheRequestWithTheFrontsOwnHeaders) {
  start();
  const Fetched answer = get({.method = "POST",
                              .body = "content",
                              .headers = {"X-Minsync-Front: forged", "x-minsync-front: twice",
                                          "X-Minsync-Source: 1.2.3.4", "X-Forwarded-For: 1.2.3.4"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_FALSE(answer.headers.contains("server"));
  EXPECT_EQ(seen_.path, "/path");
  EXPECT_EQ(seen_.body, "content");
  EXPECT_EQ(seen_.headers["x-minsync-front"], "s3cret");
  EXPECT_EQ(seen_.headers["x-minsync-source"], "127.0.0.1");
  EXPECT_FALSE(seen_.headers.contains("x-forwarded-for"));
}

TEST_F(FrontTest, ShowsThePinnedKeyAndSpeaksTls12OrLater) {
  start();
  EXPECT_EQ(get({.tls = only(CURL_SSLVERSION_TLSv1_2, CURL_SSLVERSION_MAX_TLSv1_2)}).status, 200);
  EXPECT_EQ(get({.tls = CURL_SSLVERSION_TLSv1_3}).status, 200);
  EXPECT_EQ(
      get({.tls = only(CURL_SSLVERSION_TLSv1_1, CURL_SSLVERSION_MAX_TLSv1_1), .ciphers = "DEFAULT@SECLEVEL=0"}).result,
      CURLE_SSL_CONNECT_ERROR);
  EXPECT_EQ(fetch("https://127.0.0.1:" + std::to_string(socket_.port()), {.pin = PrivateKey::generate().pin()}).result,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH);
}

TEST_F(FrontTest, BodiesNeedAnAnnouncedLengthWithinTheLimit) {
  config_.max_body_bytes = 1000;
  start();
  const auto post = [this](std::size_t size, std::vector<std::string> headers = {}) {
    return get({.method = "POST", .body = std::string(size, 'x'), .headers = std::move(headers)}).status;
  };
  EXPECT_EQ(post(1000), 200);
  EXPECT_EQ(post(1001), 413);
  EXPECT_EQ(post(10, {"Transfer-Encoding: chunked"}), 411);
  EXPECT_EQ(get({.method = "POST"}).status, 411);
  EXPECT_EQ(get({.method = "TRACE"}).status, 405);
}

TEST_F(FrontTest, MalformedRequestsEndAtTheFrontAndTheHubLivesOn) {
  start();
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {"GARBAGE\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", "400"},
      {"GET /\1 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/x.y\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "400"},
      {post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
      {post + "Content-Length: -1\r\n\r\n", "400"},
      {post + "Content-Length: 3x\r\n\r\nabc", "400"},
      {post + "Content-Length: 99999999999999999999999\r\n\r\n", "4"},
      {post + "Content-Length: 9999999999999999\r\n\r\n", "413"},
      {post + "Transfer-Encoding: chunked\r\n\r\n-2\r\nabc", "4"},
      {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", "4"},
      {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411"},
      {post + "Transfer-Encoding: gzip\r\n\r\n", "4"},
      {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n", "4"},
  };
  for (const auto& [request, status] : cases) {
    EXPECT_EQ(exchange(socket_.port(), request).substr(0, 9 + status.size()), "HTTP/1.1 " + status)
        << request.substr(0, 100);
    EXPECT_EQ(get().status, 200) << request.substr(0, 100);
  }
  EXPECT_TRUE(seen_.body.empty());
}

TEST_F(FrontTest, AHeadRequestDoesNotUpsetTheConnection) {
  start();
  const std::string answer = exchange(
      socket_.port(), "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
  EXPECT_EQ(get().body, "hello");
}

TEST_F(FrontTest, OneSourceIsSlowedDown) {
  config_.requests_per_source_10s = 20;
  start();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get().status, 200) << i;
  const Fetched answer = get();
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "5");
}

TEST_F(FrontTest, AClientThatComesWhileAKilledFrontIsRestartedWaitsAndIsServed) {
  start();
  EXPECT_TRUE(front_->running());
  ::kill(haproxy(), SIGKILL);
  while (front_->running()) std::this_thread::yield();
  auto waiting = std::async(std::launch::async, [this] { return get(); });
  ASSERT_TRUE(front_->restart().has_value());
  EXPECT_TRUE(front_->running());
  EXPECT_EQ(waiting.get().status, 200);
}

TEST_F(FrontTest, NothingIsLeftRunning) {
  start();
  const pid_t pid = haproxy();
  ASSERT_EQ(::kill(pid, 0), 0);
  front_.reset();
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(FrontTest, AnIdleKeptConnectionDoesNotDelayTheEnd) {
  start();
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  std::string body;
  curl_easy_setopt(curl.get(), CURLOPT_URL, ("https://127.0.0.1:" + std::to_string(socket_.port())).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  ASSERT_EQ(curl_easy_perform(curl.get()), CURLE_OK);
  const auto begin = std::chrono::steady_clock::now();
  front_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

TEST_F(FrontTest, DiesWithItsParentHoweverThatDies) {
  int channel[2];
  ASSERT_EQ(::pipe(channel), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const auto front = Front::start(config_);
    const pid_t pid = haproxy();
    [[maybe_unused]] const auto written = ::write(channel[1], &pid, sizeof pid);
    while (true) ::pause();
  }
  pid_t pid = 0;
  ASSERT_EQ(::read(channel[0], &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
  EXPECT_GT(pid, 0);
  EXPECT_EQ(::kill(pid, 0), 0);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(ends(pid));
  ::close(channel[0]);
  ::close(channel[1]);
}

TEST_F(FrontTest, OutlivesTheThreadThatStartedIt) {
  std::thread([this] { start(); }).join();
  EXPECT_EQ(get().status, 200);
  ::kill(haproxy(), SIGKILL);
  std::thread([this] { EXPECT_TRUE(front_->restart().has_value()); }).join();
  EXPECT_EQ(get().status, 200);
  EXPECT_TRUE(front_->running());
}

TEST_F(FrontTest, ItsFilesAreItsOwnersOnly) {
  start();
  EXPECT_NE(::access((config_.folder + "/front.pem").c_str(), F_OK), 0) << "the key stays in clear";
  for (const char* name : {"", "/haproxy.cfg", "/front.log"}) {
    struct stat status;
    ASSERT_EQ(::stat((config_.folder + name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0077, 0u) << name;
  }
}

TEST_F(FrontTest, TakesTheUsualFormsOfAnAddress) {
  serve();
  for (const char* listen : {"0.0.0.0:0", "*:0", "localhost:0", "127.0.0.2:0", "[::]:0", "[::1]:0"}) {
    const auto socket = PublicSocket::open(listen);
    ASSERT_TRUE(socket.has_value()) << listen << " " << socket.error().id;
    config_.public_socket = socket->fd();
    const auto front = Front::start(config_);
    ASSERT_TRUE(front.has_value()) << listen << " " << front.error().id;
    const std::string host = listen[0] == '['                                    ? "[::1]"
                             : std::string_view(listen).starts_with("127.0.0.2") ? "127.0.0.2"
                                                                                 : "127.0.0.1";
    EXPECT_EQ(fetch("https://" + host + ":" + std::to_string(socket->port())).status, 200) << listen;
  }
}

TEST_F(FrontTest, PassesOnHaproxysOwnComplaint) {
  config_.tls_pem = "not a certificate";
  const auto front = Front::start(config_);
  ASSERT_FALSE(front.has_value());
  EXPECT_EQ(front.error().id, "network.front_refused");
  EXPECT_NE(front.error().args.at(0).find("front.pem"), std::string::npos) << front.error().args.at(0);
}

}  // namespace
}  // namespace minsync
