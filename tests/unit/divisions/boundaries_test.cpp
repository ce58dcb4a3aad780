// Decisions laid over the built-in table.
#include <gtest/gtest.h>

#include "shared/divisions/divisions.h"

namespace minsync {
namespace {

constexpr std::int32_t kDay = 20'000;

UnitId unit(const std::string& code) {
  return Divisions::built_in().find_code(code)->id;
}

UnitDecision as_is(const std::string& code) {
  const auto& span = *Divisions::built_in().find_code(code);
  return {span.id, kDay, false, span.code, span.name, span.level, span.parent, {}, {}};
}

const UnitId kNew{1'000'000};

TEST(BoundariesTest, ARenamedUnitKeepsItsNumberAndItsOldNameBefore) {
  auto decision = as_is("330106002");
  decision.name = "新北山街道";
  const auto after = Divisions::built_in().with({decision});
  ASSERT_TRUE(after.check());
  EXPECT_EQ("新北山街道", after.find(decision.unit)->name);
  EXPECT_EQ("北山街道", after.find(decision.unit, kDay - 1)->name);
  EXPECT_EQ(decision.unit, after.find_code("330106002")->id);
}

TEST(BoundariesTest, AVillageUnderAnotherTownshipWasWithinBoth) {
  auto decision = as_is("330106002051");
  decision.parent = unit("330106004");
  const auto after = Divisions::built_in().with({decision});
  EXPECT_EQ(unit("330106004"), after.at_level(decision.unit, UnitLevel::township));
  EXPECT_TRUE(after.was_within(decision.unit, unit("330106002")));
  EXPECT_FALSE(after.is_within(decision.unit, unit("330106002")));
  EXPECT_EQ(2u, after.ever_at_level(decision.unit, UnitLevel::township).size());
}

TEST(BoundariesTest, AnAbolishedUnitGoesOnInItsSuccessor) {
  auto decision = as_is("330106002");
  decision.abolished = true;
  decision.successors = {unit("330106004")};
  const auto after = Divisions::built_in().with({decision});
  EXPECT_EQ(std::vector{unit("330106004")}, after.heirs(decision.unit));
  EXPECT_EQ(std::vector{decision.unit}, Divisions::built_in().heirs(decision.unit));
  EXPECT_EQ((std::vector{decision.unit, unit("330106004")}), after.succession(decision.unit));
  const auto code = after.get_code("330106002");
  ASSERT_FALSE(code);
  EXPECT_EQ("divisions.abolished", code.error().id);
}

TEST(BoundariesTest, ASuccessionNamesEveryStepOfIt) {
  auto first = as_is("330106002"), second = as_is("330106004");
  first.abolished = second.abolished = true;
  first.successors = {second.unit};
  second.successors = {unit("330106005")};
  second.day = first.day + 1;
  const auto after = Divisions::built_in().with({first, second});
  EXPECT_EQ((std::vector{first.unit, second.unit, unit("330106005")}), after.succession(first.unit));
  EXPECT_EQ(std::vector{unit("330106005")}, after.heirs(first.unit));
}

TEST(BoundariesTest, ANewUnitAndWhatGoesUnderItMayComeInAnyOrder) {
  auto village = as_is("330106002051");
  village.parent = kNew;
  auto fresh = as_is("330106002");
  fresh.unit = kNew;
  fresh.code = "330106090000";
  fresh.made_from = {unit("330106002")};
  const auto after = Divisions::built_in().with({village, fresh});
  ASSERT_TRUE(after.check());
  EXPECT_EQ(kNew, after.at_level(village.unit, UnitLevel::township));
  EXPECT_EQ(unit("330106"), after.at_level(village.unit, UnitLevel::county));
  ASSERT_EQ(1u, after.lineage(kNew).size());
  EXPECT_EQ(std::vector{unit("330106002")}, after.reported_under(kNew, kDay - 1));
}

TEST(BoundariesTest, WhatStandsUnderAUnitThatIsNotKnownHereYetStaysWhereItWas) {
  auto village = as_is("330106002051");
  village.parent = kNew;
  const auto after = Divisions::built_in().with({village});
  EXPECT_EQ(unit("330106002"), after.at_level(village.unit, UnitLevel::township));
}

TEST(BoundariesTest, OneCodeForTwoUnitsIsFound) {
  auto decision = as_is("330106002");
  decision.code = "330106004000";
  const auto status = Divisions::built_in().with({decision}).check();
  ASSERT_FALSE(status);
  EXPECT_EQ("divisions.code_twice", status.error().id);
}

}  // namespace
}  // namespace minsync
