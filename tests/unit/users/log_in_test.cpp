#include "hub/users/log_in.h"

#include "hub/users/totp.h"
#include "tests/unit/users/users_fixture.h"

namespace minsync {
namespace {

class LogInTest : public UsersTest {
 protected:
  LogInTest() { EXPECT_TRUE(add("a", roles({UserRole::bureau_reviewer}))); }

  Judgement attempt(const std::string& password, std::int64_t now, const std::string& code = "") {
    const auto proof = *prepare_proof(*store_, "a", password, code);
    auto judgement = Judgement::wrong;
    EXPECT_TRUE(in_transaction([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(judgement, judge(s, proof, true, now));
      return {};
    }));
    return judgement;
  }
  std::string begin(std::int64_t now) {
    std::string token;
    EXPECT_TRUE(in_transaction([&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(token, begin_session(s, "a", now));
      return {};
    }));
    return token;
  }
  bool on(const std::string& token, std::int64_t now) { return user_of_session(*store_, token, now)->has_value(); }
};

TEST_F(LogInTest, FiveFailuresWithinTheWindowLockForItsLength) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Judgement::wrong, attempt("x", kNow + i));
  EXPECT_EQ(Judgement::wrong_and_now_locked, attempt("x", kNow + 4));
  EXPECT_EQ(Judgement::wrong, attempt("first", kNow + 5));
  EXPECT_EQ(Judgement::wrong, attempt("first", kNow + 4 + kLockedForMs - 1));
  EXPECT_EQ(Judgement::right, attempt("first", kNow + 4 + kLockedForMs));
}

TEST_F(LogInTest, FailuresOlderThanTheWindowDoNotCount) {
  for (int i = 0; i < 4; ++i) attempt("x", kNow + i);
  EXPECT_EQ(Judgement::wrong, attempt("x", kNow + 1 + kFailureWindowMs));
  EXPECT_EQ(Judgement::right, attempt("first", kNow + 2 + kFailureWindowMs));
}

TEST_F(LogInTest, ALogInForgetsTheFailuresBeforeIt) {
  for (int i = 0; i < 4; ++i) attempt("x", kNow);
  EXPECT_EQ(Judgement::right, attempt("first", kNow));
  EXPECT_EQ(Judgement::wrong, attempt("x", kNow));
}

TEST_F(LogInTest, WithACodeDeviceThePasswordAloneIsWrongAndACodeCountsOnce) {
  auto user = *get_user(*store_, "a");
  user.totp = "12345678901234567890";
  ASSERT_TRUE(in_transaction([&](HubStore& s) { return s.people().put_user(user); }));
  auto code = std::to_string(hotp(user.totp, static_cast<std::uint64_t>(kNow / kTotpStepMs), 6));
  code.insert(0, 6 - code.size(), '0');
  EXPECT_EQ(Judgement::wrong, attempt("first", kNow));
  EXPECT_EQ(Judgement::wrong, attempt("x", kNow, code));
  EXPECT_EQ(Judgement::right, attempt("first", kNow, code));
  EXPECT_EQ(Judgement::wrong, attempt("first", kNow, code));
}

TEST_F(LogInTest, ADisabledUserAndAnUnknownNameAreWrong) {
  ASSERT_TRUE(in_transaction([&](HubStore& s) { return disable_user(s, "a", "b"); }));
  EXPECT_EQ(Judgement::wrong, attempt("first", kNow));
  const auto nobody = *prepare_proof(*store_, "nobody", "first", "");
  EXPECT_EQ(Judgement::wrong, *judge(*store_, nobody, true, kNow));
}

TEST_F(LogInTest, APasswordThatWasResetWhileItWasCheckedIsWrong) {
  const auto proof = *prepare_proof(*store_, "a", "first", "");
  ASSERT_TRUE(in_transaction([&](HubStore& s) { return reset_user(s, "a", cheap("other"), "b"); }));
  ASSERT_TRUE(in_transaction([&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto judgement, judge(s, proof, true, kNow));
    EXPECT_EQ(Judgement::wrong, judgement);
    return {};
  }));
}

TEST_F(LogInTest, ASessionEndsByDisuseByAgeAndByAClockThatWentBack) {
  const auto token = begin(kNow);
  EXPECT_TRUE(on(token, kNow + kIdleMs - 1));
  EXPECT_FALSE(on(token, kNow + kIdleMs));
  EXPECT_FALSE(on(token, kNow - 1));
  EXPECT_FALSE(on(token + "x", kNow));
  std::int64_t now = kNow;
  for (; now < kNow + kLongestSessionMs; now += kIdleMs / 2) {
    ASSERT_TRUE(on(token, now));
    ASSERT_TRUE(in_transaction([&](HubStore& s) { return touch_session(s, token, now); }));
  }
  EXPECT_FALSE(on(token, now));
}

TEST_F(LogInTest, ResetDisablingAndOtherRolesEndSessions) {
  const std::function<Status(HubStore&)> changes[] = {
      [&](HubStore& s) { return reset_user(s, "a", cheap("first"), "b"); },
      [&](HubStore& s) { return change_roles(s, "a", roles({UserRole::publisher}), "b"); },
      [&](HubStore& s) { return disable_user(s, "a", "b"); },
  };
  for (const auto& change : changes) {
    const auto token = begin(kNow);
    ASSERT_TRUE(on(token, kNow));
    ASSERT_TRUE(in_transaction(change));
    EXPECT_FALSE(on(token, kNow));
  }
}

TEST_F(LogInTest, TheStoreHoldsNoToken) {
  const auto token = begin(kNow);
  EXPECT_TRUE(*store_->people().find_session(sha256(token)));
  EXPECT_FALSE(*store_->people().find_session(sha256("")));
}

}  // namespace
}  // namespace minsync
