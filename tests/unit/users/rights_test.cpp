// The table of rights: the administrators share nothing, and nothing that the program does is without a right.
#include "hub/users/rights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "hub/admin/context.h"

namespace minsync {
namespace {

TEST(RightsTest, AdministratorsShareNoRightWithAnybody) {
  for (const auto& row : rights_of_roles()) {
    const auto administrators = std::ranges::count_if(
        row.roles, [](UserRole role) { return std::ranges::count(administrator_roles(), role) > 0; });
    EXPECT_TRUE(administrators == 0 || row.roles.size() == 1) << "right " << static_cast<int>(row.right);
  }
}

TEST(RightsTest, EveryRightStandsInOneRowAndIsSomebodys) {
  std::set<Right> seen;
  for (const auto& row : rights_of_roles()) {
    EXPECT_TRUE(seen.insert(row.right).second);
    EXPECT_FALSE(row.roles.empty());
  }
  for (auto right = static_cast<int>(Right::run_hub); right <= static_cast<int>(Right::confirm_publication); ++right) {
    EXPECT_TRUE(seen.contains(static_cast<Right>(right))) << right;
  }
}

TEST(RightsTest, EveryCommandOfTheProgramHasOneRightAndEveryRowIsACommand) {
  HubContext context;
  CommandLine line("minsync-hub", "");
  add_commands(line.program(), context);
  std::map<std::string, int> rows;
  for (const auto& name : commands_with_rights()) ++rows[name];
  for (const auto& name : line.commands()) {
    EXPECT_EQ(1, rows[name]) << name;
    rows.erase(name);
  }
  for (const auto& [name, count] : rows) ADD_FAILURE() << name << " is no command";
}

TEST(RightsTest, EveryActionOfTheLogHasARight) {
  for (int number = 1; number < 256; ++number) {
    const auto action = static_cast<AuditAction>(number);
    EXPECT_EQ(!action_name(action).empty(), right_of_action(action).has_value()) << number << action_name(action);
  }
}

TEST(RightsTest, NobodyIsTwoAdministratorsOrOneAndSomethingElse) {
  for (std::uint32_t bits = 0; bits < 32; ++bits) {
    const UserRoles roles(bits);
    const auto count = std::ranges::count_if(all_roles(), [&](UserRole role) { return roles.has(role); });
    EXPECT_EQ(count == 1 || (count > 1 && !is_administrator(roles)), roles_fit_together(roles)) << bits;
  }
}

TEST(RightsTest, AskingAndConfirmingAreRightsOfSomebody) {
  for (const auto& rule : two_person_rules()) {
    EXPECT_FALSE(roles_with(rule.asks).empty());
    EXPECT_FALSE(roles_with(rule.confirms).empty());
  }
}

TEST(RightsTest, NoRoleMayWhatOnlyTheServingHubDoes) {
  EXPECT_FALSE(may(UserRoles(0xff), Right::service));
}

}  // namespace
}  // namespace minsync
