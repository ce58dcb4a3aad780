#include "hub/users/two_persons.h"

#include "tests/unit/users/users_fixture.h"

namespace minsync {
namespace {

class TwoPersonsTest : public UsersTest {
 protected:
  TwoPersonsTest() {
    EXPECT_TRUE(add("shen1", roles({UserRole::bureau_reviewer})));
    EXPECT_TRUE(add("shen2", roles({UserRole::bureau_reviewer})));
    EXPECT_TRUE(add("fa", roles({UserRole::publisher})));
  }
  const Asked asked_{TwoPersons::reveal, "record list dibao_household", {"dibao_household", "330106"}};

  Request made() {
    Request request;
    EXPECT_TRUE(in_transaction([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(request, ask(s, asked_, "shen1", kNow));
      return {};
    }));
    return request;
  }
  std::string confirm(std::uint64_t number, const std::string& by, std::int64_t now = kNow) {
    const auto status = in_transaction([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const auto user, get_user(s, by));
      MINSYNC_TRY(approve(s, number, user, now));
      return {};
    });
    return status ? "" : status.error().id;
  }
  std::string carry(std::uint64_t number, std::int64_t now = kNow) {
    const auto status = in_transaction([&](HubStore& s) { return carry_out(s, number, now); });
    return status ? "" : status.error().id;
  }
};

TEST_F(TwoPersonsTest, AnotherPersonWithTheRightConfirmsAndItHappensOnce) {
  const auto number = made().number;
  EXPECT_EQ("users.no_open_request", carry(number));
  EXPECT_EQ("users.own_request", confirm(number, "shen1"));
  EXPECT_EQ("users.may_not", confirm(number, "fa"));
  EXPECT_EQ("", confirm(number, "shen2"));
  EXPECT_EQ("users.approved_already", confirm(number, "shen2"));
  EXPECT_EQ("", carry(number));
  EXPECT_EQ("users.no_open_request", carry(number));
  EXPECT_FALSE(*find_asked(*store_, asked_, "shen1", kNow));
}

TEST_F(TwoPersonsTest, ItHoldsForExactlyWhatWasAskedAndForWhoAsked) {
  made();
  auto other = asked_;
  other.arguments.back() = "330108";
  EXPECT_TRUE(*find_asked(*store_, asked_, "shen1", kNow));
  EXPECT_FALSE(*find_asked(*store_, other, "shen1", kNow));
  EXPECT_FALSE(*find_asked(*store_, asked_, "shen2", kNow));
  auto joined = asked_;
  joined.arguments = {"dibao_household330106"};
  EXPECT_FALSE(*find_asked(*store_, joined, "shen1", kNow));
}

TEST_F(TwoPersonsTest, ARequestEndsAfterADayConfirmedOrNot) {
  const auto number = made().number;
  EXPECT_EQ("users.no_open_request", confirm(number, "shen2", kNow + kRequestLastsMs));
  EXPECT_EQ("", confirm(number, "shen2", kNow + kRequestLastsMs - 1));
  EXPECT_EQ("users.no_open_request", carry(number, kNow + kRequestLastsMs));
  EXPECT_EQ("users.no_open_request", confirm(number + 1, "shen2"));
}

TEST_F(TwoPersonsTest, ARestoredHubIsHeldOnlyIfItHasItsAdministrators) {
  ASSERT_TRUE(in_transaction(hold_restored));
  EXPECT_FALSE(*is_held(*store_));
  add_administrators();
  made();
  ASSERT_TRUE(in_transaction(hold_restored));
  EXPECT_TRUE(*is_held(*store_));
  EXPECT_FALSE(*find_asked(*store_, asked_, "shen1", kNow)) << "requests of before count no more";
  ASSERT_TRUE(in_transaction(release_restored));
  EXPECT_FALSE(*is_held(*store_));
}

}  // namespace
}  // namespace minsync
