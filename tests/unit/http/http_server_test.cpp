#include "shared/http/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include "tests/unit/http/fetch.h"

namespace minsync {
namespace {

// Handlers wait at a closed gate; tests see how many do.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int waiting) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

std::unique_ptr<HttpServer> start(HttpServer::Handler handler, HttpLimits limits = {}) {
  auto server = HttpServer::start(0, limits, std::move(handler));
  EXPECT_TRUE(server.has_value());
  return *std::move(server);
}

std::string url_of(const HttpServer& server, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

HttpResponse echo(const HttpRequest& request) {
  return {200, "text/plain", {{"X-Method", request.method}}, request.body};
}

TEST(HttpServerTest, HandsTheRequestOverAndTheAnswerBack) {
  HttpRequest seen;
  const auto server = start([&seen](const HttpRequest& request) {
    seen = request;
    return HttpResponse{201, "application/json", {{"X-Answer", "yes"}}, "{}"};
  });
  const std::string body("\0binary\r\n\xff", 10);
  const Fetched answer =
      fetch(url_of(*server, "/v1/%E5%B8%82%2fa+b?q=%E6%B0%91+x&q=2&flag&z=a%3Db"), {"PUT", body, {"X-Own: Value"}});
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.path, "/v1/市/a+b");
  EXPECT_EQ(seen.query, (std::map<std::string, std::string>{{"q", "2"}, {"flag", ""}, {"z", "a=b"}}));
  EXPECT_EQ(seen.headers["x-own"], "Value");
  EXPECT_EQ(seen.body, body);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(answer.headers.at("x-answer"), "yes");
  EXPECT_EQ(answer.headers.at("content-type").substr(0, 16), "application/json");
}

TEST(HttpServerTest, ManyRequestsAtOnceEachGetTheirOwnAnswer) {
  const auto server = start(echo);
  std::atomic<int> right = 0;
  std::vector<std::jthread> clients;
  for (unsigned client = 0; client < 16; ++client) {
    clients.emplace_back([&, client] {
      std::mt19937 random(client);
      for (int i = 0; i < 25; ++i) {
        std::string body(1 + random() % 100'000, '\0');
        for (char& byte : body) byte = static_cast<char>(random());
        if (fetch(url_of(*server, "/"), {"POST", body, {"Expect:"}}).body == body) ++right;
      }
    });
  }
  clients.clear();
  EXPECT_EQ(right, 16 * 25);
}

TEST(HttpServerTest, AFullQueueIsAnsweredAtOnceWith503) {
  Gate gate;
  const auto server = start(
      [&gate](const HttpRequest& request) {
        gate.pass();
        return echo(request);
      },
      {.workers = 1, .queue = 1});
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Fetched> answers;
  std::vector<std::jthread> clients;
  const auto send = [&] {
    clients.emplace_back([&] {
      Fetched answer = fetch(url_of(*server, "/"));
      const std::lock_guard lock(mutex);
      answers.push_back(std::move(answer));
      changed.notify_all();
    });
  };
  send();
  gate.wait_for(1);  // the worker is busy: of the next nine one waits, eight are too many
  for (int i = 0; i < 9; ++i) send();
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answers.size() == 8; });
    for (const Fetched& answer : answers) {
      EXPECT_EQ(answer.status, 503);
      EXPECT_EQ(answer.headers.at("retry-after"), "2");
    }
  }
  gate.open();
  clients.clear();
  ASSERT_EQ(answers.size(), 10u);
  EXPECT_EQ(answers[8].status, 200);
  EXPECT_EQ(answers[9].status, 200);
}

TEST(HttpServerTest, BodiesAreTakenUpToTheLimit) {
  const auto server = start(echo, {.max_body_bytes = 1000});
  EXPECT_EQ(fetch(url_of(*server, "/"), {"POST", std::string(1000, 'x'), {}}).status, 200);
  EXPECT_EQ(fetch(url_of(*server, "/"), {"POST", std::string(1001, 'x'), {}}).status, 413);
  EXPECT_EQ(fetch(url_of(*server, "/"), {"POST", std::string(1001, 'x'), {"Transfer-Encoding: chunked"}}).status, 413);
}

TEST(HttpServerTest, AnExceptionEndsAsAnEmpty500) {
  const auto server = start([](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/odd") throw 7;
    if (request.path == "/split") return {200, "text/plain", {{"X-A", "a\r\nX-B: b"}}, "body"};
    throw std::runtime_error("secret");
  });
  for (const char* path : {"/", "/odd", "/split"}) {
    const Fetched answer = fetch(url_of(*server, path));
    EXPECT_EQ(answer.status, 500) << path;
    EXPECT_EQ(answer.body, "") << path;
    EXPECT_FALSE(answer.headers.contains("x-b"));
  }
}

TEST(HttpServerTest, BadEscapesInThePathAreRefused) {
  const auto server = start(echo);
  for (const char* path : {"/%00", "/?q=%0"}) EXPECT_EQ(fetch(url_of(*server, path)).status, 400) << path;
}

TEST(HttpServerTest, StoppingFinishesRunningRequestsAndRefusesNewOnes) {
  Gate gate;
  auto server = start([&gate](const HttpRequest& request) {
    if (request.path == "/slow") gate.pass();
    return HttpResponse{200, "text/plain", {}, std::string(3'000'000, 'x')};
  });
  const std::string slow = url_of(*server, "/slow"), quick = url_of(*server, "/quick");
  auto running = std::async(std::launch::async, [&] { return fetch(slow); });
  gate.wait_for(1);
  std::jthread stopper([&] { server.reset(); });
  while (fetch(quick).status == 200) continue;
  gate.open();
  const Fetched answer = running.get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.size(), 3'000'000u);
  stopper.join();
  EXPECT_EQ(fetch(quick).result, CURLE_COULDNT_CONNECT);
}

TEST(HttpServerTest, AStalledBodyHoldsNobodyUp) {
  const auto server = start(echo, {.workers = 1});
  std::vector<std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>> connections;
  for (int i = 0; i < 50; ++i) {
    auto& curl = connections.emplace_back(curl_easy_init(), curl_easy_cleanup);
    curl_easy_setopt(curl.get(), CURLOPT_URL, url_of(*server, "/").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
    ASSERT_EQ(curl_easy_perform(curl.get()), CURLE_OK);
    const std::string half = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf";
    std::size_t sent = 0;
    ASSERT_EQ(curl_easy_send(curl.get(), half.data(), half.size(), &sent), CURLE_OK);
  }
  EXPECT_EQ(fetch(url_of(*server, "/")).status, 200);
}

TEST(HttpServerTest, ATakenPortIsAFault) {
  const auto first = start(echo);
  const auto second = HttpServer::start(first->port(), {}, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().id, "network.inner_port_taken");
}

TEST(HttpServerTest, OneAddressCanBeServedAgainAfterStopping) {
  auto server = start(echo);
  const int port = server->port();
  for (int round = 0; round < 5; ++round) {
    EXPECT_EQ(fetch(url_of(*server, "/")).status, 200);
    server.reset();
    auto again = HttpServer::start(port, {}, echo);
    ASSERT_TRUE(again.has_value());
    server = *std::move(again);
  }
}

}  // namespace
}  // namespace minsync
