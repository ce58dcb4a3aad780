// A console over a real hub store, with persons whose passwords cost little to check, and a browser of one person.
#pragma once

#include <nlohmann/json.hpp>

#include "hub/console/console.h"
#include "hub/console/guard.h"
#include "hub/users/passwords.h"
#include "hub/users/totp.h"
#include "hub/users/users.h"
#include "shared/time/wall_clock.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync {

using namespace console;

inline constexpr const char* kPassword = "one long password";

class ConsoleTest : public review_test::HubTest {
 protected:
  using Json = nlohmann::json;

  void SetUp() override {
    review_test::HubTest::SetUp();
    serving_ = ServingStore::open(folder_.string(), forms_).value();
    console_ = std::make_unique<Console>(*serving_);
  }
  void TearDown() override {
    console_.reset();
    serving_.reset();
    review_test::HubTest::TearDown();
  }

  static std::int64_t now() { return static_cast<std::int64_t>(wall_clock_ms()); }

  // Somebody who has done what comes first.
  void add(const std::string& name, UserRole role) {
    User user;
    user.name = user.display = name;
    user.roles.add(role);
    user.password.salt = "salt of " + name;
    user.password.cost = {10, 1, 1};
    user.password.key = *derive_password(kPassword, user.password);
    user.first_password = false;
    if (needs_totp(user.roles)) user.totp = totp_secret();
    write([&](HubStore& s) { return s.people().put_user(user); });
  }
  void govern() {
    add("xitong", UserRole::system_admin);
    add("anquan", UserRole::security_admin);
    add("shenji", UserRole::audit_admin);
    add("shenhe", UserRole::bureau_reviewer);
    add("fabu", UserRole::publisher);
    write([](HubStore& s) { return s.set_setting("governed", "1"); });
  }
  User user(const std::string& name) { return store_->people().find_user(name).value().value(); }
  void change(const std::string& name, const std::function<void(User&)>& work) {
    auto changed = user(name);
    work(changed);
    write([&](HubStore& s) { return s.people().put_user(changed); });
  }
  // What his phone shows; a code counts once, which a test need not wait for.
  std::string code_of(const std::string& name) {
    change(name, [](User& changed) { changed.totp_step = 0; });
    const auto step = static_cast<std::uint64_t>(now() / kTotpStepMs);
    auto code = std::to_string(hotp(user(name).totp, step, 6));
    return std::string(6 - code.size(), '0') + code;
  }

  struct Browser {
    std::string cookie, key;
  };
  struct Answer {
    int status;
    Json json;
    std::map<std::string, std::string> headers;
    std::string error() const { return json.value("error", ""); }
  };

  HttpRequest request(const Browser& browser, const std::string& method, const std::string& path,
                      const Json& body = {}) const {
    HttpRequest made{method, path, {}, {}, {}};
    made.headers = {{"host", "hub:8443"}, {"accept-language", "en"}};
    if (!browser.cookie.empty()) made.headers["cookie"] = browser.cookie;
    if (!browser.key.empty()) made.headers["x-minsync-key"] = browser.key;
    if (method == "POST") {
      made.headers["content-type"] = "application/json";
      made.body = body.is_null() ? "{}" : body.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    return made;
  }
  Answer ask(const HttpRequest& made) {
    const auto response = console_->answer(made);
    return {response.status, Json::parse(response.body, nullptr, false), response.headers};
  }
  Answer get(const Browser& browser, const std::string& path, std::map<std::string, std::string> query = {}) {
    auto made = request(browser, "GET", "/console/api/" + path);
    made.query = std::move(query);
    return ask(made);
  }
  Answer post(const Browser& browser, const std::string& path, const Json& body = {}) {
    return ask(request(browser, "POST", "/console/api/" + path, body));
  }

  Answer log_in(const std::string& name, Browser& browser, const std::string& password = kPassword) {
    Json body = {{"name", name}, {"password", password}};
    const auto known = store_->people().find_user(name).value();
    if (known && !known->totp.empty()) body["code"] = code_of(name);
    const auto answer = post({}, "login", body);
    if (answer.status == 200) {
      const auto& cookie = answer.headers.at("Set-Cookie");
      browser = {cookie.substr(0, cookie.find(';')), answer.json["key"]};
    }
    return answer;
  }
  Browser logged_in(const std::string& name) {
    Browser browser;
    const auto answer = log_in(name, browser);
    EXPECT_EQ(answer.status, 200) << answer.json;
    return browser;
  }

  // "action actor object" of the newest entry.
  std::string last_entry() {
    const auto entry = store_->last_audit().value().value();
    return std::string(action_name(entry.event.action)) + " " + entry.event.actor + " " + entry.event.object;
  }
  std::size_t entries(AuditAction action) {
    std::size_t count = 0;
    EXPECT_TRUE(store_->each_audit(0, [&](const AuditEntry& entry) -> Result<bool> {
      count += entry.event.action == action ? 1 : 0;
      return true;
    }));
    return count;
  }

  std::unique_ptr<ServingStore> serving_;
  std::unique_ptr<Console> console_;
};

}  // namespace minsync
