#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "client/transport/transport.h"
#include "hub/front/front.h"
#include "hub/front/public_socket.h"
#include "shared/crypto/crypto.h"
#include "shared/http/http_server.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kEnough = 1u << 20;

// A hub with its real front; `handler_` answers.
class CurlTransportTest : public testing::Test {
 protected:
  CurlTransportTest() {
    std::string pattern = (fs::temp_directory_path() / "minsync-transport-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CurlTransportTest() override { fs::remove_all(folder_); }

  void SetUp() override {
    auto server = HttpServer::start(0, {}, [this](const HttpRequest& request) { return handler_(request); });
    ASSERT_TRUE(server.has_value());
    server_ = *std::move(server);
    front_config_ = {.folder = folder_ + "/front",
                     .public_socket = socket_->fd(),
                     .inner_port = server_->port(),
                     .secret = "secret",
                     .tls_pem = key_.tls_pem("hub").value(),
                     .requests_per_source_10s = 20};
    auto front = Front::start(front_config_);
    ASSERT_TRUE(front.has_value());
    front_ = *std::move(front);
    hub_ = {"https://127.0.0.1:" + std::to_string(socket_->port()), key_.pin()};
  }
  std::unique_ptr<Transport> transport() {
    return make_curl_transport(hub_, cancel_, [this](TransferProgress progress) { progress_.push_back(progress); });
  }

  const PrivateKey key_ = PrivateKey::generate();
  std::string folder_;
  HttpServer::Handler handler_ = [](const HttpRequest& request) {
    return HttpResponse{200, "text/plain", {}, request.body};
  };
  std::optional<PublicSocket> socket_ = PublicSocket::open("127.0.0.1:0").value();
  FrontConfig front_config_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Front> front_;
  HubAddress hub_;
  std::atomic<bool> cancel_ = false;
  std::vector<TransferProgress> progress_;
};

TEST_F(CurlTransportTest, PostsTheBodyAndReadsTheAnswer) {
  std::mutex mutex;
  HttpRequest seen;
  handler_ = [&](const HttpRequest& request) {
    const std::lock_guard lock(mutex);
    seen = request;
    return HttpResponse{409, "text/plain", {}, "an answer"};
  };
  const std::string body("bytes\0 with zero", 16);
  const auto answer = transport()->post("/v1/sync", "a/b", body, kEnough);
  ASSERT_TRUE(answer.has_value()) << answer.error().id;
  EXPECT_EQ(answer->status, 409);
  EXPECT_EQ(answer->body, "an answer");
  EXPECT_EQ(answer->retry_after_s, 0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/v1/sync");
  EXPECT_EQ(seen.body, body);
  EXPECT_EQ(seen.headers["content-type"], "a/b");
  EXPECT_FALSE(seen.headers.contains("accept"));
  EXPECT_FALSE(seen.headers.contains("expect"));
}

TEST_F(CurlTransportTest, KeepsTheConnectionAndCountsEveryByteOnce) {
  const auto line = transport();
  ASSERT_TRUE(line->post("/v1/sync", "a/b", std::string(50, 'x'), kEnough).has_value());
  const TransferTotals first = line->totals();
  ASSERT_TRUE(line->post("/v1/sync", "a/b", std::string(1050, 'x'), kEnough).has_value());
  const TransferTotals second = line->totals();
  EXPECT_EQ(second.requests, 2u);
  EXPECT_EQ(second.connections, 1u);
  EXPECT_GT(first.bytes_sent, 50u);
  EXPECT_LT(first.bytes_sent, 250u);
  EXPECT_GT(first.bytes_received, 50u);
  EXPECT_LT(first.bytes_received, 250u);
  // 1,000 bytes more each way, and two more digits of Content-Length.
  EXPECT_EQ(second.bytes_sent, 2 * first.bytes_sent + 1002);
  EXPECT_EQ(second.bytes_received, 2 * first.bytes_received + 1002);
}

TEST_F(CurlTransportTest, ReportsTheBytesOfLargeBodies) {
  const std::string body(3'000'000, 'x');
  const auto answer = transport()->post("/", "a/b", body, body.size());
  ASSERT_TRUE(answer.has_value()) << answer.error().id;
  EXPECT_EQ(answer->body, body);
  ASSERT_FALSE(progress_.empty());
  EXPECT_EQ(progress_.back().sent, body.size());
  EXPECT_EQ(progress_.back().received, body.size());
  for (std::size_t i = 1; i < progress_.size(); ++i) EXPECT_GE(progress_[i].sent, progress_[i - 1].sent);
}

TEST_F(CurlTransportTest, AHubWithAnotherKeyGetsNothing) {
  std::atomic<int> requests = 0;
  handler_ = [&](const HttpRequest&) {
    ++requests;
    return HttpResponse{};
  };
  hub_.pin = PrivateKey::generate().pin();
  const auto line = transport();
  const auto answer = line->post("/", "a/b", "secret", kEnough);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FaultKind::not_allowed);
  EXPECT_EQ(answer.error().id, "network.hub_other_key");
  EXPECT_EQ(line->totals().bytes_sent, 0u);
  EXPECT_EQ(requests, 0);
}

TEST_F(CurlTransportTest, WithoutAPinNobodyIsTrusted) {
  for (const std::string& pin : {std::string(), std::string("sha256//"), key_.pin() + ";" + key_.pin(),
                                 std::string("/etc/passwd"), key_.pin().substr(8)}) {
    hub_.pin = pin;
    const auto answer = transport()->post("/", "a/b", "secret", kEnough);
    ASSERT_FALSE(answer.has_value()) << pin;
    EXPECT_EQ(answer.error().id, "network.hub_key_unknown");
  }
}

TEST_F(CurlTransportTest, NobodyListeningIsUnreachable) {
  front_.reset();
  socket_.reset();
  const auto refused = transport()->post("/", "a/b", "x", kEnough);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, FaultKind::unreachable);
  EXPECT_EQ(refused.error().id, "network.unreachable_refused");
  hub_.url = "https://no-such-host.invalid:1";
  const auto unknown = transport()->post("/", "a/b", "x", kEnough);
  EXPECT_EQ(unknown.error().id, "network.unreachable_name");
  hub_.url = "http://127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(transport()->post("/", "a/b", "x", kEnough).error().id, "network.unreachable");  // never without TLS
}

TEST_F(CurlTransportTest, CancellingEndsARequestThatWaits) {
  std::promise<void> entered, released;
  handler_ = [&](const HttpRequest&) {
    entered.set_value();
    released.get_future().wait();
    return HttpResponse{};
  };
  auto answer = std::async(std::launch::async, [&] { return transport()->post("/", "a/b", "x", kEnough); });
  entered.get_future().wait();
  cancel_ = true;
  ASSERT_EQ(answer.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  released.set_value();
  const auto result = answer.get();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, FaultKind::interrupted);
}

TEST_F(CurlTransportTest, AfterACancelledRequestTheNextOneWorks) {
  const auto line = transport();
  cancel_ = true;
  EXPECT_EQ(line->post("/", "a/b", "x", kEnough).error().kind, FaultKind::interrupted);
  cancel_ = false;
  const auto answer = line->post("/", "a/b", "again", kEnough);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "again");
}

TEST_F(CurlTransportTest, AnAnswerAboveTheLimitIsNotKept) {
  const auto line = transport();
  const auto exact = line->post("/", "a/b", std::string(100'000, 'x'), 100'000);
  ASSERT_TRUE(exact.has_value());
  const auto larger = line->post("/", "a/b", std::string(100'001, 'x'), 100'000);
  ASSERT_FALSE(larger.has_value());
  EXPECT_EQ(larger.error().id, "network.answer_too_large");
}

TEST_F(CurlTransportTest, ABusyHubSaysWhenToComeAgain) {
  handler_ = [](const HttpRequest&) { return HttpResponse{503, "text/plain", {{"Retry-After", "7"}}, ""}; };
  const auto line = transport();
  const auto busy = line->post("/", "a/b", "x", kEnough);
  ASSERT_TRUE(busy.has_value());
  EXPECT_EQ(busy->status, 503);
  EXPECT_EQ(busy->retry_after_s, 7);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(line->post("/", "a/b", "x", kEnough).has_value());
  const auto limited = line->post("/", "a/b", "x", kEnough);  // the front's own answer
  ASSERT_TRUE(limited.has_value());
  EXPECT_EQ(limited->status, 429);
  EXPECT_EQ(limited->retry_after_s, 5);
}

TEST_F(CurlTransportTest, AFrontThatWasRestartedIsFoundAgain) {
  const auto line = transport();
  ASSERT_TRUE(line->post("/", "a/b", "one", kEnough).has_value());
  ASSERT_TRUE(front_->restart().has_value());
  const auto answer = line->post("/", "a/b", "two", kEnough);
  ASSERT_TRUE(answer.has_value()) << answer.error().id;
  EXPECT_EQ(answer->body, "two");
  EXPECT_EQ(line->totals().connections, 2u);
}

TEST_F(CurlTransportTest, TheEnvironmentsProxyIsOnlyTakenFromOurOwnVariable) {
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  ::setenv("no_proxy", "", 1);
  EXPECT_TRUE(transport()->post("/", "a/b", "x", kEnough).has_value());
  ::setenv("MINSYNC_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_FALSE(transport()->post("/", "a/b", "x", kEnough).has_value());
  ::unsetenv("MINSYNC_PROXY");
  ::unsetenv("https_proxy");
  ::unsetenv("no_proxy");
}

}  // namespace
}  // namespace minsync
