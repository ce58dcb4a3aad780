#include "hub/duplicates/match_keys.h"

#include <gtest/gtest.h>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

const FormCatalogue& catalogue() {
  static const FormCatalogue forms = FormCatalogue::load().value();
  return forms;
}

const Form& household() {
  return *catalogue().find("dibao_household");
}

StoredRecord person(const std::string& name, const std::string& id_number, const std::string& address = {}) {
  StoredRecord record;
  const auto set = [&](const char* field, const std::string& value) {
    if (!value.empty()) record.shown[household().field(field)->number] = value;
  };
  set("householder", name);
  set("id_number", id_number);
  set("address", address);
  return record;
}

std::optional<Likeness> like(const StoredRecord& a, const StoredRecord& b) {
  return likeness(household(), a, b, "secret");
}

using Kinds = std::vector<MatchKind>;

TEST(MatchKeysTest, TheSameIdentityNumberIsStrongWhateverTheNames) {
  const auto found = like(person("张三", "330106195203071236"), person("李四", "330106195203071236"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kinds, Kinds{MatchKind::id_number});
  EXPECT_EQ(found->strength, MatchStrength::strong);
}

// 330106 52 03 07 123 of 1984 became 330106 1952 03 07 123 and a check digit.
TEST(MatchKeysTest, AnOldNumberIsTheNewOneItBecame) {
  const std::string first17 = "33010619520307123";
  const auto modern = person("张三", first17 + id_check_digit(first17));
  const auto found = like(person("李四", "330106520307123"), modern);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kinds, Kinds{MatchKind::id_number});
}

TEST(MatchKeysTest, FullWidthAndBlanksAreTheSameNumber) {
  EXPECT_TRUE(like(person("甲乙", "３３０１０６ 195203071236"), person("丙丁", "330106195203071236")));
}

TEST(MatchKeysTest, ANumberThatASpreadsheetRoundedIsNobodys) {
  EXPECT_FALSE(like(person("甲乙", "330106195203071000"), person("丙丁", "330106195203071000")));
}

TEST(MatchKeysTest, NameAndBirthdayAreWeakAndWithTheAddressMedium) {
  const auto weak = like(person("张三", "330106195203071236"), person("张 三", "330106195203072255"));
  ASSERT_TRUE(weak);
  EXPECT_EQ(weak->kinds, Kinds{MatchKind::name_birthday});
  EXPECT_EQ(weak->strength, MatchStrength::weak);
  const auto medium =
      like(person("张三", "330106195203071236", "西湖路一号"), person("张三", "330106195203072255", "西湖路 一号"));
  ASSERT_TRUE(medium);
  EXPECT_EQ(medium->strength, MatchStrength::medium);
}

TEST(MatchKeysTest, TheAddressCountsOnlyWhereBirthdaysDoNotDiffer) {
  EXPECT_TRUE(like(person("张三", "330106195203071236", "西湖路一号"), person("张三", "", "西湖路一号")));
  EXPECT_FALSE(
      like(person("张三", "330106195203071236", "西湖路一号"), person("张三", "330106196203071236", "西湖路一号")));
}

TEST(MatchKeysTest, DotsInNamesDoNotCount) {
  EXPECT_TRUE(like(person("买买提·艾力", "330106195203071236"), person("买买提•艾力", "330106195203072255")));
}

TEST(MatchKeysTest, RemovedRecordsAreLikeNobody) {
  auto removed = person("张三", "330106195203071236");
  removed.deleted = true;
  EXPECT_TRUE(match_keys(household(), removed, "secret").empty());
  EXPECT_FALSE(like(removed, person("张三", "330106195203071236")));
}

TEST(MatchKeysTest, KeysTellNothingAndDependOnTheHub) {
  const auto record = person("张三", "330106195203071236");
  const auto keys = match_keys(household(), record, "secret");
  ASSERT_EQ(keys.size(), 2u);
  for (const auto& key : keys) EXPECT_EQ(key.hash.size(), 16u);
  EXPECT_NE(keys, match_keys(household(), record, "another"));
}

TEST(MatchKeysTest, TheMarkChangesWithWhatAgrees) {
  const auto a = person("张三", "330106195203071236"), b = person("李四", "330106195203071236");
  const auto c = person("张三", "330106195203071236");
  EXPECT_EQ(like(a, b)->mark, like(b, a)->mark);
  EXPECT_NE(like(a, b)->mark, like(a, c)->mark);
}

TEST(MatchKeysTest, FormsWithoutAnIdentityNumberAreNotSearched) {
  EXPECT_TRUE(has_persons(household()));
  EXPECT_TRUE(has_persons(*catalogue().find("dibao_member")));
  EXPECT_FALSE(has_persons(*catalogue().find("elderly_institution")));
  EXPECT_FALSE(has_persons(*catalogue().find("target_item")));
}

}  // namespace
}  // namespace minsync
