// What other pages and hand-made requests are told.
#include "hub/console/guard.h"

#include <gtest/gtest.h>

namespace minsync::console {
namespace {

const std::string kToken(64, 'a');

HttpRequest get(const std::string& path = "/console/api/session") {
  return {"GET", path, {}, {{"host", "hub:8443"}}, {}};
}
HttpRequest post() {
  auto request = get("/console/api/login");
  request.method = "POST";
  request.headers["content-type"] = "application/json";
  request.body = "{}";
  return request;
}
int judged(const HttpRequest& request) {
  const auto refusal = judge_request(request);
  return refusal ? refusal->status : 200;
}
HttpRequest with(HttpRequest request, const std::string& name, const std::string& value) {
  request.headers[name] = value;
  return request;
}

TEST(ConsoleGuardTest, ItsOwnPageIsAnswered) {
  EXPECT_EQ(judged(get()), 200);
  EXPECT_EQ(judged(with(with(get(), "origin", "https://hub:8443"), "sec-fetch-site", "same-origin")), 200);
  EXPECT_EQ(judged(with(get(), "sec-fetch-site", "none")), 200);
  EXPECT_EQ(judged(with(post(), "content-type", "application/json; charset=utf-8")), 200);
}

TEST(ConsoleGuardTest, OtherOriginsAreNot) {
  for (const char* origin : {"https://hub", "https://hub:8444", "http://hub:8443", "https://hub.example:8443", "null",
                             "https://hub:8443, https://hub:8443", ""}) {
    EXPECT_EQ(judged(with(get(), "origin", origin)), 403) << origin;
    EXPECT_EQ(judged(with(post(), "origin", origin)), 403) << origin;
  }
  for (const char* site : {"cross-site", "same-site", "", "same-origin, none"}) {
    EXPECT_EQ(judged(with(get(), "sec-fetch-site", site)), 403) << site;
  }
  auto without_host = with(get(), "origin", "https://");
  without_host.headers.erase("host");
  EXPECT_EQ(judged(without_host), 403);
}

TEST(ConsoleGuardTest, ALinkOfAnotherPageMayLeadToThePageAndNotToItsApi) {
  EXPECT_EQ(judged(with(get("/console/"), "sec-fetch-site", "cross-site")), 200);
  EXPECT_EQ(judged(with(get("/console/api/users"), "sec-fetch-site", "cross-site")), 403);
}

TEST(ConsoleGuardTest, OnlyGetAndPostOfJsonAreAnswered) {
  for (const char* method : {"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", ""}) {
    auto request = get();
    request.method = method;
    EXPECT_EQ(judged(request), 405) << method;
  }
  auto to_a_file = post();
  to_a_file.path = "/console/index.html";
  EXPECT_EQ(judged(to_a_file), 405);
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                           "application/jsonx", "text/plain; application/json", ""}) {
    EXPECT_EQ(judged(with(post(), "content-type", type)), 415) << type;
  }
  auto long_one = post();
  long_one.body.assign(kLongestConsoleBody, ' ');
  EXPECT_EQ(judged(long_one), 200);
  long_one.body += ' ';
  EXPECT_EQ(judged(long_one), 413);
}

TEST(ConsoleGuardTest, TheCookieIsFoundAmongOthersAndNothingElseIsTakenForIt) {
  const auto cookie = "__Host-minsync=" + kToken;
  EXPECT_EQ(session_token(with(get(), "cookie", cookie)), kToken);
  EXPECT_EQ(session_token(with(get(), "cookie", "a=b; " + cookie + "; c=d")), kToken);
  for (const std::string& all :
       {std::string(), std::string("__Host-minsync="), cookie + "a", "minsync=" + kToken,
        "__Host-minsync=" + std::string(64, 'A'), "__Host-minsync=" + std::string(64, '\''), cookie + "; " + cookie,
        "__Host-minsync=" + std::string(10'000, 'a'), std::string(";;;=;;")}) {
    EXPECT_EQ(session_token(with(get(), "cookie", all)), "") << all.substr(0, 100);
  }
}

TEST(ConsoleGuardTest, TheKeyIsTheSessionsOwn) {
  const auto key = page_key(kToken);
  EXPECT_TRUE(has_page_key(with(get(), "x-minsync-key", key), kToken));
  EXPECT_FALSE(has_page_key(get(), kToken));
  EXPECT_FALSE(has_page_key(with(get(), "x-minsync-key", ""), ""));
  EXPECT_FALSE(has_page_key(with(get(), "x-minsync-key", key), std::string(64, 'b')));
  EXPECT_FALSE(has_page_key(with(get(), "x-minsync-key", key.substr(1)), kToken));
  EXPECT_EQ(key.find(kToken), key.npos);
}

TEST(ConsoleGuardTest, BrowsersKeepTheCookieToThemselvesAndToThisHost) {
  for (const char* part : {"__Host-", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"}) {
    EXPECT_NE(session_cookie(kToken).find(part), std::string::npos) << part;
  }
  EXPECT_NE(session_cookie("").find("Max-Age=0"), std::string::npos);
}

TEST(ConsoleGuardTest, NoAnswerAllowsAnotherOriginAnything) {
  for (const auto& [name, value] : console_headers()) EXPECT_FALSE(name.starts_with("Access-Control")) << name;
  EXPECT_NE(console_headers().at("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
}

}  // namespace
}  // namespace minsync::console
