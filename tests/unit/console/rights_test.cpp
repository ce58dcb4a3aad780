// Every route against every role.
#include "hub/console/routes.h"
#include "tests/unit/console/console_fixture.h"

namespace minsync {
namespace {

class ConsoleRightsTest : public ConsoleTest {};

TEST_F(ConsoleRightsTest, EachRoleGetsWhatItsRightsSayAndARefusalIsWrittenDown) {
  govern();
  for (const char* name : {"xitong", "anquan", "shenji", "shenhe", "fabu"}) {
    const auto roles = user(name).roles;
    for (const auto& route : console_routes()) {
      if (route.path == "/console/api/login" || route.path == "/console/api/logout") continue;
      const auto browser = logged_in(name);
      const auto answer = ask(request(browser, std::string(route.method), std::string(route.path)));
      const auto what = route_name(route) + " " + name;
      const bool allowed = may(roles, right_of_route(route_name(route)));
      EXPECT_EQ(answer.error() == "users.may_not", !allowed) << what << answer.json;
      if (!allowed) {
        EXPECT_EQ(answer.status, 403) << what;
        EXPECT_EQ(last_entry(), "right_refused user " + std::string(name) + " " + route_name(route));
      }
    }
  }
}

TEST_F(ConsoleRightsTest, WithoutALogInNothingIsAnswered) {
  govern();
  for (const auto& route : console_routes()) {
    const auto answer = ask(request({}, std::string(route.method), std::string(route.path)));
    const bool open = right_of_route(route_name(route)) == Right::open;
    EXPECT_EQ(answer.status == 401, !open) << route_name(route);
  }
}

TEST_F(ConsoleRightsTest, WhoLosesHisRoleDoesNothingMore) {
  govern();
  const auto browser = logged_in("shenhe");
  change("shenhe", [](User& user) { user.roles = UserRoles(); });
  EXPECT_EQ(get(browser, "conflicts").status, 403);
  EXPECT_EQ(post(browser, "conflicts/resolve", {{"reason", "x"}, {"items", Json::array()}}).status, 403);
}

TEST_F(ConsoleRightsTest, WhoLosesHisRoleWhileHisRequestIsUnderWayChangesNothing) {
  govern();
  const auto browser = logged_in("shenhe");
  const auto made = request(browser, "POST", "/console/api/conflicts/resolve");
  ConsoleState state(*serving_);
  Call call{state, made, Language::en, now(), *store_};
  call.token = session_token(made);
  call.user = user("shenhe");
  bool done = false;
  const auto decide = [&] {
    return act(call, {AuditAction::conflict_decided, "x"}, [&](HubStore&) {
      done = true;
      return Status{};
    });
  };
  ASSERT_TRUE(decide());
  EXPECT_EQ(last_entry(), "conflict_decided user shenhe x");
  change("shenhe", [](User& changed) { changed.roles = UserRoles(); });
  done = false;
  const auto refusal = decide();
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().id, "users.may_not");
  EXPECT_FALSE(done);
  EXPECT_EQ(last_entry(), "right_refused user shenhe conflict_decided");
}

}  // namespace
}  // namespace minsync
