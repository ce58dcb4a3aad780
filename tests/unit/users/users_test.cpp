#include "hub/users/users.h"

#include "tests/unit/users/users_fixture.h"

namespace minsync {
namespace {

TEST_F(UsersTest, TheHubIsFoundedUntilThereIsOneOfEachAdministrator) {
  ASSERT_TRUE(add("xitong", roles({UserRole::system_admin})));
  ASSERT_TRUE(add("anquan", roles({UserRole::security_admin})));
  EXPECT_FALSE(*governed(*store_));
  ASSERT_TRUE(add("shenji", roles({UserRole::audit_admin})));
  EXPECT_TRUE(*governed(*store_));
}

TEST_F(UsersTest, RolesThatExcludeEachOtherAndNamesThatAreTakenOrOddAreRefused) {
  EXPECT_EQ("users.roles_exclude", add("a", roles({UserRole::system_admin, UserRole::audit_admin})).error().id);
  EXPECT_EQ("users.roles_exclude", add("a", roles({UserRole::security_admin, UserRole::publisher})).error().id);
  EXPECT_EQ("users.no_roles", add("a", {}).error().id);
  EXPECT_TRUE(add("a", roles({UserRole::bureau_reviewer, UserRole::publisher})));
  EXPECT_EQ("users.name_taken", add("a", roles({UserRole::publisher})).error().id);
  for (const char* odd : {"", "A", "a b", "../a", "张三", "a234567890123456789012345678901234"}) {
    EXPECT_EQ("users.bad_name", add(odd, roles({UserRole::publisher})).error().id) << odd;
  }
}

TEST_F(UsersTest, TheLastActiveOneOfEachStays) {
  add_administrators();
  for (const char* name : {"xitong", "anquan", "shenji"}) {
    const auto gone = in_transaction([&](HubStore& s) { return disable_user(s, name, "other"); });
    EXPECT_EQ("users.last_one", gone.error().id);
    const auto other =
        in_transaction([&](HubStore& s) { return change_roles(s, name, roles({UserRole::bureau_reviewer}), "other"); });
    EXPECT_EQ("users.last_one", other.error().id);
  }
  ASSERT_TRUE(add("shenji2", roles({UserRole::audit_admin})));
  EXPECT_TRUE(in_transaction([&](HubStore& s) { return disable_user(s, "shenji", "anquan"); }));
  EXPECT_EQ("users.last_one",
            in_transaction([&](HubStore& s) { return disable_user(s, "shenji2", "anquan"); }).error().id);
}

TEST_F(UsersTest, NobodyChangesHisOwnRights) {
  add_administrators();
  ASSERT_TRUE(add("anquan2", roles({UserRole::security_admin})));
  const auto himself = [&](const Committer::Work& work) { return in_transaction(work).error().id; };
  EXPECT_EQ("users.not_oneself", himself([&](HubStore& s) { return disable_user(s, "anquan", "anquan"); }));
  EXPECT_EQ("users.not_oneself", himself([&](HubStore& s) { return reset_user(s, "anquan", cheap("x"), "anquan"); }));
  EXPECT_EQ("users.not_oneself",
            himself([&](HubStore& s) { return change_roles(s, "anquan", roles({UserRole::system_admin}), "anquan"); }));
}

TEST_F(UsersTest, AResetForgetsTheCodeDeviceAndTheLock) {
  ASSERT_TRUE(add("a", roles({UserRole::publisher})));
  auto user = *get_user(*store_, "a");
  user.totp = "secret";
  user.locked_until_ms = kNow + 1;
  user.first_password = false;
  ASSERT_TRUE(in_transaction([&](HubStore& s) { return s.people().put_user(user); }));
  ASSERT_TRUE(in_transaction([&](HubStore& s) { return reset_user(s, "a", cheap("next"), "anquan"); }));
  const auto after = *get_user(*store_, "a");
  EXPECT_EQ("", after.totp);
  EXPECT_EQ(0, after.locked_until_ms);
  EXPECT_TRUE(after.first_password);
  EXPECT_TRUE(same_password(*derive_password("next", after.password), after.password));
}

TEST(PasswordsTest, PolicyAsksForLengthAndForMoreThanTheNameOrACommonOne) {
  UserRoles reviewer, administrator;
  reviewer.add(UserRole::bureau_reviewer);
  administrator.add(UserRole::audit_admin);
  EXPECT_EQ("users.password_short", check_password("nine char", "li", reviewer).error().id);
  EXPECT_TRUE(check_password("ten chars!", "li", reviewer));
  EXPECT_EQ("users.password_short", check_password("eleven char", "li", administrator).error().id);
  EXPECT_TRUE(check_password("twelve chars", "li", administrator));
  EXPECT_TRUE(check_password("一二三四五六七八九十", "li", reviewer)) << "characters, not bytes";
  EXPECT_EQ("users.password_common", check_password("1234567890ab", "li", administrator).error().id);
  EXPECT_EQ("users.password_common", check_password("QwertyUiop", "li", reviewer).error().id);
  EXPECT_EQ("users.password_common", check_password("zzzzzzzzzzzz", "li", reviewer).error().id);
  EXPECT_EQ("users.password_is_name", check_password("LiSi-LiSi-1", "lisi-lisi", reviewer).error().id);
  EXPECT_EQ("users.password_long", check_password(std::string(201, 'x') + "y", "li", reviewer).error().id);
}

TEST(PasswordsTest, AKeptPasswordIsRecognisedAndNoOther) {
  const auto first = first_password();
  EXPECT_EQ(20u, first.size());
  EXPECT_NE(first, first_password());
  const auto kept = *keep_password(first);
  EXPECT_EQ(std::string::npos, kept.key.find(first));
  EXPECT_TRUE(same_password(*derive_password(first, kept), kept));
  EXPECT_FALSE(same_password(*derive_password(first + "x", kept), kept));
  EXPECT_FALSE(same_password("", nobodys_password()));
}

}  // namespace
}  // namespace minsync
