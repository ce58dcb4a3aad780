// Whatever somebody who is logged in sends: it is answered, refused with words, and the hub does not fail over it.
#include <random>

#include "hub/console/routes.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleHostileTest : public ConsoleTest {
 protected:
  template <typename T>
  const T& one_of(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }
  const std::string& text() { return one_of(texts_); }

  Json value(int depth = 0) {
    switch (random_() % (depth < 3 ? 7 : 5)) {
      case 0:
        return text();
      case 1:
        return random_();
      case 2:
        return -1.5;
      case 3:
        return nullptr;
      case 4:
        return true;
      case 5: {
        auto list = Json::array();
        for (auto i = random_() % 4; i > 0; --i) list.push_back(value(depth + 1));
        return list;
      }
      default:
        return body(depth + 1);
    }
  }
  Json body(int depth = 0) {
    auto object = Json::object();
    for (const auto& key : keys_) {
      if (random_() % 3 == 0) object[key] = value(depth);
    }
    return object;
  }
  HttpRequest any_request(const Browser& browser, const Route& route) {
    std::string path(route.path.substr(0, route.path.find('{')));
    if (path.size() < route.path.size()) path += text();
    auto made = request(browser, std::string(route.method), path, body());
    for (const auto& key : keys_) {
      if (random_() % 3 == 0) made.query[key] = text();
    }
    return made;
  }

  std::mt19937 random_{7};
  // Of bodies and queries.
  const std::vector<std::string> keys_ = {"id",    "ids",   "items",  "keep",    "value",   "reason", "form",
                                          "org",   "role",  "forms",  "roles",   "name",    "number", "after",
                                          "limit", "year",  "as_of",  "search",  "where",   "under",  "history",
                                          "code",  "actor", "action", "expires", "address", "display"};
  const std::vector<std::string> texts_ = {"",
                                           "x",
                                           "0",
                                           "1",
                                           "-1",
                                           "2016",
                                           "99999999999999999999",
                                           "330106",
                                           "330106002",
                                           "3301",
                                           "dibao_household",
                                           "target_item",
                                           "current",
                                           "value",
                                           "township",
                                           "2016-12-31",
                                           "2016-02-30",
                                           "bureau_reviewer",
                                           "anquan",
                                           "01000000-0000-0000-0000-000000000064",
                                           "01000000-0000-0000-0000-000000000064:2",
                                           ":",
                                           "%",
                                           "' OR 1=1 --",
                                           "${householder} = '张三'",
                                           "${",
                                           "((((((((((",
                                           "regex(., '(a+)+')",
                                           "../../hub.key",
                                           std::string("a\0b", 3),
                                           "\xff\xfe",
                                           "\xe2\x80\xae",
                                           "24h",
                                           "999999999d",
                                           std::string(5'000, 'a'),
                                           std::string(3'000, '(')};
};

TEST_F(ConsoleHostileTest, NoRequestOfSomebodyWhoIsLoggedInMakesTheHubFail) {
  govern();
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "householder", std::string("张三"))});
  // Of each role one, without the power over the others' sessions.
  for (const char* name : {"shenhe", "xitong", "shenji", "fabu", "anquan"}) {
    auto browser = logged_in(name);
    for (int i = 0; i < 300; ++i) {
      const auto& route = console_routes()[random_() % console_routes().size()];
      if (route.path.ends_with("/logout") || route.path.ends_with("/login") || route.path.ends_with("/password"))
        continue;
      const auto made = any_request(browser, route);
      const auto answer = ask(made);
      ASSERT_TRUE(answer.status >= 200 && answer.status < 500) << route_name(route) << made.body << answer.json;
      ASSERT_FALSE(answer.json.is_discarded()) << route_name(route);
      if (answer.status >= 400) {
        ASSERT_FALSE(answer.json["message"].get<std::string>().empty()) << answer.json;
      }
    }
  }
}

}  // namespace
}  // namespace minsync
