// Who gets in, and how it ends.
#include <thread>

#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleSessionTest : public ConsoleTest {
 protected:
  void move_sessions(std::int64_t began_ago, std::int64_t seen_ago, const Browser& browser) {
    const auto token = browser.cookie.substr(browser.cookie.find('=') + 1);
    auto session = store_->people().find_session(sha256(token)).value().value();
    session.began_ms = now() - began_ago;
    session.seen_ms = now() - seen_ago;
    write([&](HubStore& s) { return s.people().put_session(session); });
  }
};

TEST_F(ConsoleSessionTest, BeforeThreeAdministratorsAreThereNobodyLogsInAndThePageSaysWhatToRun) {
  add("xitong", UserRole::system_admin);
  Browser browser;
  const auto answer = log_in("xitong", browser);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.error(), "console.not_governed");
  const auto session = get({}, "session");
  EXPECT_EQ(session.status, 200);
  EXPECT_EQ(session.json["governed"], false);
  EXPECT_EQ(session.json["commands"].size(), 3u);
  EXPECT_EQ(session.json["user"], nullptr);
}

TEST_F(ConsoleSessionTest, ALogInGivesACookieAKeyAndTheRightsOfTheRoles) {
  govern();
  const auto browser = logged_in("shenhe");
  EXPECT_EQ(last_entry(), "logged_in user shenhe shenhe");
  const auto session = get({browser.cookie, ""}, "session");
  EXPECT_EQ(session.json["user"], "shenhe");
  EXPECT_EQ(session.json["key"], browser.key);
  EXPECT_EQ(session.json["unfinished"], "nothing");
  const auto& rights = session.json["rights"];
  EXPECT_NE(std::ranges::find(rights, "decide_records"), rights.end());
  EXPECT_EQ(std::ranges::find(rights, "manage_users"), rights.end());
  EXPECT_EQ(get(browser, "devices").status, 200);
}

TEST_F(ConsoleSessionTest, AWrongPasswordNameOrCodeAndALockedUserGetOneAnswer) {
  govern();
  const auto right = post({}, "login", {{"name", "shenhe"}, {"password", "x"}});
  for (const auto& body :
       {Json{{"name", "nobody"}, {"password", "x"}}, Json{{"name", "xitong"}, {"password", kPassword}},
        Json{{"name", "xitong"}, {"password", kPassword}, {"code", "000000"}}}) {
    const auto answer = post({}, "login", body);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.json, right.json);
    EXPECT_FALSE(answer.headers.contains("Set-Cookie"));
  }
}

TEST_F(ConsoleSessionTest, FiveFailuresLockAlsoTheRightPasswordOutAndTheLogDoesNotGrowOn) {
  govern();
  Browser browser;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("shenhe", browser, "wrong").status, 403);
  EXPECT_EQ(last_entry(), "user_locked console shenhe");
  EXPECT_EQ(log_in("shenhe", browser).status, 403);
  const auto written = store_->last_audit().value()->number;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("shenhe", browser, "wrong").status, 403);
  EXPECT_EQ(store_->last_audit().value()->number, written);
  EXPECT_EQ(log_in("fabu", browser).status, 200);
}

TEST_F(ConsoleSessionTest, TheNameOfNobodyIsNotWrittenDown) {
  govern();
  post({}, "login", {{"name", "my own password"}, {"password", "x"}});
  EXPECT_EQ(last_entry(), "login_failed console unknown");
}

TEST_F(ConsoleSessionTest, TheCookieAloneDoesNothing) {
  govern();
  const auto browser = logged_in("shenhe");
  for (const auto& key : {std::string(), std::string("x"), browser.key + "0", std::string(64, '0')}) {
    EXPECT_EQ(get({browser.cookie, key}, "devices").error(), "console.key_missing");
    EXPECT_EQ(post({browser.cookie, key}, "logout").status, 401);
  }
  EXPECT_EQ(get({"", browser.key}, "devices").error(), "console.log_in_first");
  EXPECT_EQ(get(browser, "devices").status, 200);
}

TEST_F(ConsoleSessionTest, AnotherOriginGetsNothingEvenWithCookieAndKey) {
  govern();
  const auto browser = logged_in("shenhe");
  auto made = request(browser, "GET", "/console/api/devices");
  made.headers["origin"] = "https://elsewhere.example";
  EXPECT_EQ(ask(made).status, 403);
}

TEST_F(ConsoleSessionTest, ASessionEndsByDisuseByAgeByLogOutAndWithTheUser) {
  govern();
  auto browser = logged_in("shenhe");
  move_sessions(60'000, kIdleMs, browser);
  EXPECT_EQ(get(browser, "devices").status, 401);
  EXPECT_EQ(get(browser, "session").json["user"], nullptr);

  browser = logged_in("shenhe");
  move_sessions(kLongestSessionMs, 0, browser);
  EXPECT_EQ(get(browser, "devices").status, 401);

  browser = logged_in("shenhe");
  const auto out = post(browser, "logout");
  EXPECT_EQ(out.status, 200);
  EXPECT_NE(out.headers.at("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(last_entry(), "logged_out user shenhe shenhe");
  EXPECT_EQ(get(browser, "devices").status, 401);

  browser = logged_in("shenhe");
  const auto admin = logged_in("anquan");
  EXPECT_EQ(post(admin, "users/disable", {{"name", "shenhe"}}).status, 200);
  EXPECT_EQ(get(browser, "devices").status, 401);
}

TEST_F(ConsoleSessionTest, UseKeepsASessionAndAskingForTheSessionIsNone) {
  govern();
  const auto browser = logged_in("shenhe");
  const auto token = browser.cookie.substr(browser.cookie.find('=') + 1);
  const auto seen = [&] { return store_->people().find_session(sha256(token)).value()->seen_ms; };
  move_sessions(120'000, 120'000, browser);
  const auto before = seen();
  get(browser, "session");
  EXPECT_EQ(seen(), before);
  get(browser, "devices");
  EXPECT_GT(seen(), before);
}

TEST_F(ConsoleSessionTest, AFirstPasswordAndACodeDeviceComeBeforeAnythingElse) {
  govern();
  change("anquan", [](User& user) {
    user.first_password = true;
    user.totp.clear();
  });
  const auto browser = logged_in("anquan");
  EXPECT_EQ(get(browser, "session").json["unfinished"], "password");
  EXPECT_EQ(get(browser, "users").error(), "console.password_first");
  EXPECT_EQ(post(browser, "password", {{"present", kPassword}, {"next", "short"}}).status, 400);
  EXPECT_EQ(post(browser, "password", {{"present", "wrong"}, {"next", "another long one 2"}}).status, 403);
  EXPECT_EQ(post(browser, "password", {{"present", kPassword}, {"next", "another long one 2"}}).status, 200);
  EXPECT_EQ(get(browser, "session").json["unfinished"], "totp");
  EXPECT_EQ(get(browser, "users").error(), "console.totp_first");
  const auto offered = post(browser, "totp");
  EXPECT_TRUE(offered.json["uri"].get<std::string>().starts_with("otpauth://totp/"));
  EXPECT_EQ(post(browser, "totp", {{"code", "12"}}).status, 403);
  change("anquan", [](User& user) { user.totp = user.totp_offered; });
  const auto code = code_of("anquan");
  change("anquan", [](User& user) { user.totp.clear(); });
  EXPECT_EQ(post(browser, "totp", {{"code", code}}).json["totp"], true);
  EXPECT_EQ(get(browser, "users").status, 200);
}

TEST_F(ConsoleSessionTest, WhatIsNoRequestOfThePageIsRefusedAndHarmsNothing) {
  govern();
  const auto browser = logged_in("shenhe");
  auto made = request(browser, "POST", "/console/api/conflicts/resolve");
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("null"), std::string("{"), std::string(60'000, '['),
        std::string("{\"a\":") + std::string(20, '{'), std::string("\xff\xfe"),
        std::string("{\"reason\":1,\"items\":[]}"), std::string("{\"reason\":\"x\",\"items\":{}}"),
        std::string("{\"reason\":\"x\",\"items\":[1]}")}) {
    made.body = body;
    EXPECT_EQ(ask(made).status, 400) << body.substr(0, 50);
  }
  EXPECT_EQ(post({}, "login", {{"name", 1}, {"password", Json::array()}}).status, 400);
  EXPECT_EQ(post({}, "login", {{"name", "x"}, {"password", std::string(300, 'x')}}).status, 400);
  for (const char* path : {"record/x", "records/none", "forms/none", "nothing", "record/../users"}) {
    EXPECT_GE(get(browser, path).status, 400) << path;
  }
  for (const char* limit : {"0", "201", "-1", "x", "1e1", "18446744073709551616"}) {
    EXPECT_EQ(get(browser, "conflicts", {{"limit", limit}}).status, 400) << limit;
  }
}

TEST_F(ConsoleSessionTest, OfManyWhoLogInAtOnceSomeAreToldToWaitAndNobodyElseIs) {
  govern();
  // At the price that real passwords have.
  const auto dear = keep_password(kPassword).value();
  change("shenhe", [&](User& user) { user.password = dear; });
  std::vector<std::jthread> threads;
  std::atomic<int> busy = 0, in = 0;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      const auto answer = post({}, "login", {{"name", "shenhe"}, {"password", kPassword}});
      busy += answer.status == 503 ? 1 : 0;
      in += answer.status == 200 ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(busy + in, 12);
  EXPECT_GT(busy, 0);
  EXPECT_GE(in, 2);
}

}  // namespace
}  // namespace minsync
