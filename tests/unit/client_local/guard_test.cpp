// A table of requests and what the guard says of each.
#include "client/local/guard.h"

#include <gtest/gtest.h>

#include <set>

namespace minsync {
namespace {

constexpr std::uint16_t kPort = 7320;
const std::string kHost = "127.0.0.1:7320";

class GuardTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(keys_.admit(std::string(keys_.once()))); }

  // A request of the page itself; tests change one thing of it.
  LocalRequest get(const std::string& target = "/api/status") {
    return {"GET",
            target,
            {{"host", kHost}, {"cookie", "minsync_7320=" + keys_.cookie()}, {"x-minsync-key", keys_.key()}},
            {}};
  }
  LocalRequest post() {
    auto request = get("/api/lock");
    request.method = "POST";
    request.headers.emplace_back("content-type", "application/json");
    request.headers.emplace_back("content-length", "2");
    return request;
  }
  static LocalRequest with(LocalRequest request, const std::string& name, const std::string& value) {
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
    request.headers.emplace_back(name, value);
    return request;
  }
  static LocalRequest also(LocalRequest request, const std::string& name, const std::string& value) {
    request.headers.emplace_back(name, value);
    return request;
  }
  static LocalRequest without(LocalRequest request, const std::string& name) {
    std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
    return request;
  }
  int status(const LocalRequest& request) {
    const auto refusal = Guard(kPort, keys_).judge(request);
    return refusal ? refusal->status : 200;
  }

  LocalKeys keys_;
};

TEST_F(GuardTest, ThePagesOwnRequestsPass) {
  EXPECT_EQ(status(get()), 200);
  EXPECT_EQ(status(post()), 200);
  EXPECT_EQ(status(without(get("/"), "x-minsync-key")), 200) << "a page is opened without the key";
  EXPECT_EQ(status(with(post(), "origin", "http://127.0.0.1:7320")), 200);
  EXPECT_EQ(status(with(get(), "sec-fetch-site", "same-origin")), 200);
  EXPECT_EQ(status(with(get("/"), "sec-fetch-site", "none")), 200);
  EXPECT_EQ(status(with(get(), "cookie", "a=b; minsync_7320=" + keys_.cookie() + "; c=d")), 200);
}

TEST_F(GuardTest, OnlyTheThreeNamesOfThisServerWithItsPortAreItsHost) {
  for (const auto* host : {"localhost:7320", "127.0.0.1:7320", "[::1]:7320"}) {
    EXPECT_EQ(status(with(get(), "host", host)), 200) << host;
  }
  for (const auto* host :
       {"", "127.0.0.1", "localhost", "127.0.0.1:7321", "127.0.0.1:07320", "127.0.0.1:7320.", "127.0.0.1.:7320",
        "evil.example:7320", "evil.example", "localhost.evil.example:7320", "0.0.0.0:7320", "127.0.0.2:7320",
        "LOCALHOST:7320", "[::]:7320", "::1:7320", "user@127.0.0.1:7320", "127.0.0.1:7320,evil.example"}) {
    EXPECT_EQ(status(with(get(), "host", host)), 421) << host;
    EXPECT_EQ(status(with(get("/start?once=" + keys_.once()), "host", host)), 421) << host;
  }
  EXPECT_EQ(status(without(get(), "host")), 421);
  EXPECT_EQ(status(also(get(), "host", kHost)), 421) << "two of them";
}

TEST_F(GuardTest, AnOriginOtherThanTheHostIsRefused) {
  for (const auto* origin : {"http://evil.example", "https://127.0.0.1:7320", "http://127.0.0.1", "null", "",
                             "http://127.0.0.1:73200", "http://localhost:7320", "http://127.0.0.1:9999"}) {
    EXPECT_EQ(status(with(post(), "origin", origin)), 403) << origin;
    EXPECT_EQ(status(with(get("/start?once=" + keys_.once()), "origin", origin)), 403) << origin;
  }
  EXPECT_EQ(status(also(with(post(), "origin", "http://127.0.0.1:7320"), "origin", "http://evil.example")), 403);
}

TEST_F(GuardTest, ACrossSiteRequestIsRefusedByWhatTheBrowserSaysOfIt) {
  for (const auto* site : {"cross-site", "same-site", "", "Same-Origin"}) {
    EXPECT_EQ(status(with(get(), "sec-fetch-site", site)), 403) << site;
    EXPECT_EQ(status(with(get("/"), "sec-fetch-site", site)), 403) << site;
  }
}

TEST_F(GuardTest, TheStartLinkIsItsOwnProof) {
  const LocalRequest start{"GET", "/start?once=x", {{"host", kHost}, {"sec-fetch-site", "cross-site"}}, {}};
  EXPECT_EQ(status(start), 200);
  auto posted = start;
  posted.method = "POST";
  EXPECT_NE(status(posted), 200);
}

TEST_F(GuardTest, NoMethodButGetAndPostAndNoPreflight) {
  for (const auto* method : {"OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", ""}) {
    auto request = get();
    request.method = method;
    EXPECT_EQ(status(request), 405) << method;
  }
}

TEST_F(GuardTest, ATargetIsAPath) {
  for (const std::string target :
       {"", "*", "http://127.0.0.1:7320/api/status", "api/status", "/a b", "/\xe4\xb8\xad"}) {
    EXPECT_EQ(status(get(target)), 400) << target;
  }
  EXPECT_EQ(status(get("/" + std::string(2048, 'a'))), 400);
}

TEST_F(GuardTest, ABodyHasOneContentLengthAndNoOtherFraming) {
  EXPECT_EQ(status(with(post(), "transfer-encoding", "chunked")), 411);
  EXPECT_EQ(status(without(post(), "content-length")), 411);
  EXPECT_EQ(status(also(post(), "content-length", "2")), 411);
  EXPECT_EQ(status(with(post(), "expect", "100-continue")), 417);
  EXPECT_EQ(status(with(get(), "content-length", "2")), 400);
}

TEST_F(GuardTest, WhatAForeignFormCanSendIsNoJson) {
  for (const auto* type : {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
                           "text/plain; application/json", ""}) {
    EXPECT_EQ(status(with(post(), "content-type", type)), 415) << type;
  }
  EXPECT_EQ(status(without(post(), "content-type")), 415);
}

TEST_F(GuardTest, DataNeedsTheCookieAndTheKey) {
  EXPECT_EQ(status(without(get(), "cookie")), 401);
  EXPECT_EQ(status(without(get(), "x-minsync-key")), 401);
  EXPECT_EQ(status(without(post(), "x-minsync-key")), 401);
  EXPECT_EQ(status(without(get("/"), "cookie")), 401);
  EXPECT_EQ(status(with(get(), "x-minsync-key", keys_.cookie())), 401);
  EXPECT_EQ(status(with(get(), "cookie", "minsync_7320=" + keys_.key())), 401);
  EXPECT_EQ(status(with(get(), "cookie", "minsync_7321=" + keys_.cookie())), 401);
  EXPECT_EQ(status(with(get(), "cookie", "minsync_7320=")), 401);
}

TEST_F(GuardTest, NothingFitsBeforeTheFirstLinkWasUsed) {
  const LocalKeys unused;
  const auto request =
      LocalRequest{"GET", "/api/status", {{"host", kHost}, {"cookie", "minsync_7320="}, {"x-minsync-key", ""}}, {}};
  EXPECT_EQ(Guard(kPort, unused).judge(request)->status, 401);
}

TEST(LocalKeysTest, ALinkOpensOnceAndTheNextOneEndsTheWindowBefore) {
  LocalKeys keys;
  const std::string first = keys.once();
  EXPECT_EQ(first.size(), 64u);
  EXPECT_FALSE(keys.admit(""));
  EXPECT_FALSE(keys.admit(std::string(64, '0')));
  ASSERT_TRUE(keys.admit(first));
  EXPECT_FALSE(keys.admit(first));
  const std::string cookie = keys.cookie(), key = keys.key(), second = keys.once();
  EXPECT_EQ((std::set<std::string>{first, second, cookie, key}).size(), 4u);
  ASSERT_TRUE(keys.admit(second));
  EXPECT_FALSE(keys.cookie_fits(cookie));
  EXPECT_FALSE(keys.key_fits(key));
}

TEST(SecurityHeadersTest, NoneOpensTheServerToOtherOrigins) {
  for (const auto& [name, value] : security_headers()) EXPECT_FALSE(name.starts_with("Access-Control")) << name;
}

}  // namespace
}  // namespace minsync
