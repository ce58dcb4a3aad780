// A hub's store in memory with whatever persons a test needs; passwords cost little to check here.
#pragma once

#include <gtest/gtest.h>

#include "hub/ingest/committer.h"
#include "hub/users/passwords.h"
#include "hub/users/rights.h"
#include "hub/users/users.h"

namespace minsync {

class UsersTest : public ::testing::Test {
 protected:
  static constexpr std::int64_t kNow = 1'700'000'000'000;

  static UserRoles roles(std::initializer_list<UserRole> list) {
    UserRoles all;
    for (const auto role : list) all.add(role);
    return all;
  }
  static PasswordCheck cheap(const std::string& password) {
    PasswordCheck kept;
    kept.salt = "salt of " + password;
    kept.cost = {10, 1, 1};
    kept.key = *derive_password(password, kept);
    return kept;
  }
  Status in_transaction(const Committer::Work& work) {
    EXPECT_TRUE(store_->begin_write());
    auto status = work(*store_);
    if (!status) {
      store_->rollback();
      return status;
    }
    return store_->commit();
  }
  Status add(const std::string& name, UserRoles roles) {
    return in_transaction([&](HubStore& s) { return add_user(s, {name, "", roles}, cheap("first"), kNow); });
  }
  void add_administrators() {
    ASSERT_TRUE(add("xitong", roles({UserRole::system_admin})));
    ASSERT_TRUE(add("anquan", roles({UserRole::security_admin})));
    ASSERT_TRUE(add("shenji", roles({UserRole::audit_admin})));
  }

  FormCatalogue forms_ = *FormCatalogue::load();
  std::unique_ptr<HubStore> store_ = std::move(*scratch_hub_store(forms_));
};

}  // namespace minsync
