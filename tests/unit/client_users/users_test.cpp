#include "client/users/users.h"

#include "client/store/local_edits.h"
#include "client/users/sessions.h"
#include "tests/unit/client_users/store_fixture.h"

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'800'000'000'000, kMinute = 60'000, kIdle = 15 * kMinute;
constexpr const char* kPin = "190283";

class UsersTest : public StoreFixture {
 protected:
  void add(const std::string& name, bool admin = false) { ASSERT_TRUE(add_user(database(), {name, "", admin}, kPin)); }
  std::string verify(const std::string& name, const std::string& pin, std::uint64_t now_ms) {
    return fault_of(verify_pin(database(), name, pin, now_ms));
  }
  void fail_tries(const std::string& name, int tries, std::uint64_t now_ms) {
    for (int i = 0; i < tries; ++i) ASSERT_NE(verify(name, "190284", now_ms), "") << i;
  }
};

TEST_F(UsersTest, TheFirstUserIsAdminAndLaterOnesAreNot) {
  EXPECT_FALSE(*has_users(database()));
  add("张三"), add("李四");
  EXPECT_TRUE(find_user(database(), "张三")->admin);
  EXPECT_FALSE(find_user(database(), "李四")->admin);
  EXPECT_EQ(fault_of(add_user(database(), {"李四", "", false}, kPin)), "clerks.there_already");
  EXPECT_EQ(fault_of(add_user(database(), {" ", "", false}, kPin)), "clerks.bad_name");
  EXPECT_EQ(fault_of(add_user(database(), {"王五", "", false}, "111111")), "clerks.pin_too_simple");
}

TEST_F(UsersTest, TheLastAdminStaysWhileThereAreOthers) {
  add("张三"), add("李四");
  EXPECT_EQ(fault_of(remove_user(database(), "张三")), "clerks.last_admin");
  EXPECT_TRUE(remove_user(database(), "李四"));
  EXPECT_TRUE(remove_user(database(), "张三"));
  EXPECT_FALSE(*has_users(database()));
}

TEST_F(UsersTest, FiveWrongPinsLockOutForFiveMinutesAndEachFurtherOneForTwiceAsLong) {
  add("张三");
  fail_tries("张三", 4, kNow);
  EXPECT_EQ(verify("张三", "190284", kNow), "clerks.locked_out");
  EXPECT_EQ(verify("张三", kPin, kNow + 5 * kMinute - 1), "clerks.locked_out");
  EXPECT_EQ(verify("张三", "190284", kNow + 5 * kMinute), "clerks.locked_out");
  EXPECT_EQ(verify("张三", kPin, kNow + 15 * kMinute - 1), "clerks.locked_out");
  EXPECT_EQ(verify("张三", kPin, kNow + 15 * kMinute), "");
}

TEST_F(UsersTest, ARightPinEndsTheRowOfWrongOnes) {
  add("张三");
  fail_tries("张三", 4, kNow);
  EXPECT_EQ(verify("张三", kPin, kNow), "");
  fail_tries("张三", 4, kNow);
  EXPECT_EQ(verify("张三", kPin, kNow), "");
}

TEST_F(UsersTest, LockOutOutlivesTheProcessAndIsOnesOwn) {
  add("张三"), add("李四");
  fail_tries("张三", 5, kNow);
  open();
  EXPECT_EQ(verify("张三", kPin, kNow + kMinute), "clerks.locked_out");
  EXPECT_EQ(verify("李四", kPin, kNow + kMinute), "");
}

TEST_F(UsersTest, AClockThatWentBackByYearsLocksNobodyOut) {
  add("张三");
  fail_tries("张三", 5, kNow);
  EXPECT_EQ(verify("张三", kPin, kNow - 1000ull * 24 * 60 * kMinute), "");
}

TEST_F(UsersTest, ANewPinEndsLockOutAndSessions) {
  add("张三");
  const auto token = *begin_session(database(), "张三", kNow);
  fail_tries("张三", 5, kNow);
  ASSERT_TRUE(set_pin(database(), "张三", "739104"));
  EXPECT_EQ(verify("张三", "739104", kNow), "");
  EXPECT_FALSE(*use_session(database(), token, kNow, kIdle));
}

TEST_F(UsersTest, ThePinIsNowhereInTheDatabase) {
  add("张三");
  auto row = database().prepare("SELECT hash, salt FROM user");
  ASSERT_TRUE(*row->step());
  EXPECT_EQ(row->blob(0).size(), 32u);
  EXPECT_EQ(row->blob(0).find(kPin), std::string_view::npos);
  EXPECT_EQ(row->blob(1).size(), 16u);
}

TEST_F(UsersTest, ASessionEndsWhenItWasIdleAndStaysWhileItIsUsed) {
  add("张三");
  const auto token = *begin_session(database(), "张三", kNow);
  EXPECT_TRUE(*use_session(database(), token, kNow + 10 * kMinute, kIdle));
  EXPECT_TRUE(*use_session(database(), token, kNow + 24 * kMinute, kIdle));
  EXPECT_FALSE(*use_session(database(), token, kNow + 40 * kMinute, kIdle));
  EXPECT_FALSE(*use_session(database(), token, kNow + 24 * kMinute, kIdle)) << "once locked it stays locked";
}

TEST_F(UsersTest, LookingAtASessionDoesNotKeepItOpen) {
  add("张三");
  const auto token = *begin_session(database(), "张三", kNow);
  EXPECT_TRUE(*look_at_session(database(), token, kNow + 14 * kMinute, kIdle));
  EXPECT_FALSE(*look_at_session(database(), token, kNow + 16 * kMinute, kIdle));
}

TEST_F(UsersTest, OnlyTheWholeTokenOfALivingUserOpens) {
  add("张三"), add("李四");
  const auto token = *begin_session(database(), "李四", kNow);
  auto other = token;
  other.back() = other.back() == '0' ? '1' : '0';
  EXPECT_FALSE(*use_session(database(), other, kNow, kIdle));
  EXPECT_FALSE(*use_session(database(), "", kNow, kIdle));
  ASSERT_TRUE(remove_user(database(), "李四"));
  EXPECT_FALSE(*use_session(database(), token, kNow, kIdle));
}

TEST_F(UsersTest, AnEditRemembersWhoMadeItHereAlone) {
  const Form& form = *forms_.find("dibao_household");
  const auto enter = [&](const std::string& name) {
    auto transaction = Transaction::begin(database());
    EXPECT_TRUE(LocalEdits(*store_, kNow)
                    .create(form, store_->enrolment().unit, {{form.field("householder")->number, name}}, ""));
    EXPECT_TRUE(transaction->commit());
  };
  enter("王五");
  store_->act_as("李四");
  enter("赵六");
  EXPECT_EQ(*store_->entered_by(Sequence{1}), "");
  EXPECT_EQ(*store_->entered_by(Sequence{2}), "李四");
}

}  // namespace
}  // namespace minsync
