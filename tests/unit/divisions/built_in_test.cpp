#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "shared/divisions/divisions.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

const Divisions& all() {
  return Divisions::built_in();
}
const std::int32_t k2016 = *day_of(2016, 7, 1);

UnitId unit(std::string_view code) {
  const auto* const span = all().find_code(code);
  EXPECT_NE(span, nullptr) << code;
  return span ? span->id : UnitId{};
}

std::vector<std::string> names(const std::vector<const UnitSpan*>& spans) {
  std::vector<std::string> out;
  for (const auto* span : spans) out.push_back(span->name);
  return out;
}

std::vector<std::string> names(const std::vector<UnitId>& units) {
  std::vector<std::string> out;
  for (const auto id : units) out.push_back(all().find(id)->name);
  return out;
}

using Names = std::vector<std::string>;

TEST(BuiltInDivisionsTest, CountsAreThoseOfTheSource) {
  struct Expected {
    const char* city;
    std::size_t counties, townships, villages;
  };
  for (const auto& [city, counties, townships, villages] :
       {Expected{"3301", 13, 196, 3320}, {"3305", 5, 72, 1301}, {"3308", 6, 100, 1664}}) {
    std::size_t found_townships = 0, found_villages = 0;
    const auto of_city = all().children(unit(city));
    for (const auto* county : of_city) {
      for (const auto* township : all().children(county->id)) {
        ++found_townships;
        found_villages += all().children(township->id).size();
      }
    }
    EXPECT_EQ(of_city.size(), counties) << city;
    EXPECT_EQ(found_townships, townships) << city;
    EXPECT_EQ(found_villages, villages) << city;
  }
  EXPECT_EQ(all().all().size(), 3u + 24 + 368 + 6285);
}

TEST(BuiltInDivisionsTest, CodesNestInTheirParents) {
  std::set<std::string> codes;
  for (const auto* span : all().all()) {
    EXPECT_TRUE(codes.insert(span->code).second) << span->code;
    if (span->level == UnitLevel::city) continue;
    const auto* const parent = all().find(span->parent);
    ASSERT_NE(parent, nullptr) << span->code;
    const std::size_t digits = parent->level == UnitLevel::city ? 4 : parent->level == UnitLevel::county ? 6 : 9;
    EXPECT_EQ(span->code.substr(0, digits), parent->code.substr(0, digits));
    EXPECT_EQ(static_cast<int>(parent->level) + 1, static_cast<int>(span->level)) << span->code;
  }
}

// Ids stand in journals and on other machines: these may never change.
TEST(BuiltInDivisionsTest, IdsArePermanent) {
  EXPECT_EQ(unit("330100").value, 1u);
  EXPECT_EQ(unit("330103").value, 5u);
  EXPECT_EQ(unit("330114").value, 15u);
  EXPECT_EQ(unit("330881").value, 29u);
  EXPECT_EQ(unit("330102001").value, 30u);
  EXPECT_EQ(unit("330102001051").value, 398u);
  EXPECT_EQ(unit("330881214210").value, 6682u);
}

TEST(BuiltInDivisionsTest, HangzhouTodayAndIn2016) {
  const auto city = unit("3301");
  EXPECT_EQ(names(all().children(city)), (Names{"上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "富阳区",
                                                "临安区", "临平区", "钱塘区", "桐庐县", "淳安县", "建德市"}));
  EXPECT_EQ(names(all().children(city, k2016)),
            (Names{"上城区", "下城区", "江干区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "富阳区", "桐庐县",
                   "淳安县", "建德市", "临安市"}));
}

TEST(BuiltInDivisionsTest, RenamedCountyKeepsItsId) {
  const auto* const city = all().find_code("330185");
  const auto* const district = all().find_code("330112");
  ASSERT_TRUE(city && district);
  EXPECT_EQ(city->id, district->id);
  EXPECT_EQ(city->name, "临安市");
  EXPECT_EQ(all().find(city->id)->name, "临安区");
  EXPECT_EQ(all().find(city->id, *day_of(2017, 8, 10))->code, "330185000000");
  EXPECT_EQ(all().find(city->id, *day_of(2017, 8, 11))->code, "330112000000");
  EXPECT_EQ(all().find_code("330112", k2016), nullptr);
  EXPECT_EQ(*all().get_code("330185"), district->id);
  EXPECT_EQ(*all().get_code("330112", k2016), district->id);
}

TEST(BuiltInDivisionsTest, CodesMayBeShortened) {
  EXPECT_EQ(unit("3301"), unit("330100"));
  EXPECT_EQ(unit("330106"), unit("330106000000"));
  EXPECT_EQ(unit("330106002"), unit("330106002000"));
  EXPECT_EQ(all().find_code("33"), nullptr);
  EXPECT_EQ(all().find_code(""), nullptr);
  EXPECT_EQ(all().find_code("33010600200"), nullptr);
}

TEST(BuiltInDivisionsTest, ReportsFollowTheBoundariesOfTheirDay) {
  const auto today = *day_of(2026, 11, 1);
  EXPECT_EQ(names(all().reported_under(unit("330103"), today)), Names{"拱墅区"});
  EXPECT_EQ(names(all().reported_under(unit("330104"), today)), (Names{"上城区", "钱塘区"}));
  EXPECT_EQ(names(all().reported_under(unit("330103"), k2016)), Names{"下城区"});
  EXPECT_EQ(names(all().reported_under(unit("330110"), today)), Names{"余杭区"});
  EXPECT_EQ(names(all().reported_under(unit("330113"), k2016)), Names{"余杭区"});
  EXPECT_EQ(names(all().reported_under(unit("330114"), k2016)), (Names{"江干区", "萧山区"}));
  EXPECT_EQ(names(all().reported_under(unit("330112"), k2016)), Names{"临安区"});
  EXPECT_EQ(names(all().reported_under(unit("330114"), *day_of(2021, 4, 9))), Names{"钱塘区"});
}

TEST(BuiltInDivisionsTest, LineageNamesBothSides) {
  const auto entries = all().lineage(unit("330114"));
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(day_text(entries[0].day), "2021-04-09");
  EXPECT_TRUE(all().lineage(unit("330106")).empty());
  ASSERT_EQ(all().lineage(unit("330103")).size(), 1u);
  EXPECT_TRUE(all().lineage(unit("330103"))[0].whole);
}

TEST(BuiltInDivisionsTest, AbolishedCodeNamesItsSuccessors) {
  const auto gone = all().get_code("330104");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().id, "divisions.abolished");
  EXPECT_EQ(gone.error().kind, FaultKind::bad_input);
  EXPECT_EQ(gone.error().args, (Names{"330104000000", "江干区", "330102000000 上城区, 330114000000 钱塘区"}));
  EXPECT_EQ(*all().get_code("330104", k2016), unit("330104"));
  const auto early = all().get_code("330113", k2016);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().id, "divisions.not_yet");
  EXPECT_EQ(early.error().args, (Names{"330113000000", "临平区", "330110000000 余杭区"}));
  const auto unknown = all().get_code("999999");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().id, "divisions.unknown_code");
}

TEST(BuiltInDivisionsTest, UnitsStandWithinTheirAncestors) {
  const auto village = all().children(unit("330113001")).front()->id;
  EXPECT_TRUE(all().is_within(village, village));
  EXPECT_TRUE(all().is_within(village, unit("330113001")));
  EXPECT_TRUE(all().is_within(village, unit("330113")));
  EXPECT_TRUE(all().is_within(village, unit("3301")));
  EXPECT_TRUE(all().is_within(village, unit("3301"), k2016));
  EXPECT_FALSE(all().is_within(village, unit("330110")));
  EXPECT_FALSE(all().is_within(village, unit("3305")));
  EXPECT_FALSE(all().is_within(unit("330113"), village));
  EXPECT_TRUE(all().is_within(unit("330103"), unit("3301")));
  EXPECT_FALSE(all().is_within(UnitId{999999}, unit("3301")));
  EXPECT_FALSE(all().is_within(UnitId{}, UnitId{}));
}

TEST(BuiltInDivisionsTest, LevelsAboveAndBelow) {
  const auto township = unit("330106002");
  EXPECT_EQ(all().at_level(township, UnitLevel::county), unit("330106"));
  EXPECT_EQ(all().at_level(township, UnitLevel::city), unit("3301"));
  EXPECT_EQ(all().at_level(township, UnitLevel::township), township);
  EXPECT_FALSE(all().at_level(township, UnitLevel::village));
  EXPECT_FALSE(all().at_level(UnitId{999999}, UnitLevel::city));
}

TEST(BuiltInDivisionsTest, PartitionIsTheCounty) {
  const auto village = all().children(unit("330106002")).front()->id;
  EXPECT_EQ(partition_of(all(), village).value, unit("330106").value);
  EXPECT_EQ(partition_of(all(), unit("330106")).value, unit("330106").value);
  EXPECT_EQ(partition_of(all(), unit("330103")).value, unit("330103").value);
  EXPECT_EQ(partition_of(all(), unit("3301")).value, unit("3301").value);
  EXPECT_EQ(partition_of(all(), UnitId{999999}).value, 0u);
}

TEST(BuiltInDivisionsTest, AreaCodesOfTheWholeCountryNowAndOnce) {
  for (const auto* code : {"330106", "330103", "330114", "330185", "330125", "110105", "110103", "659001", "110101"})
    EXPECT_TRUE(all().area_known(code)) << code;
  for (const auto* code : {"", "33", "330100", "330199", "000000", "999999", "33010", "3301061", "330106000000"})
    EXPECT_FALSE(all().area_known(code)) << code;
}

}  // namespace
}  // namespace minsync
