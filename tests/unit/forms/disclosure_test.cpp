#include "shared/forms/disclosure.h"

#include <gtest/gtest.h>

#include "shared/forms/validation.h"

namespace minsync {
namespace {

Field sensitive(FieldType type) {
  Field field;
  field.name = "secret";
  field.type = type;
  field.sensitive = true;
  return field;
}

std::string masked(FieldType type, std::string_view text) {
  return mask_value(sensitive(type), text);
}

TEST(DisclosureTest, LittleIsLeftOfAMaskedValue) {
  EXPECT_EQ(masked(FieldType::id_number, "11010519491231002X"), "1101**********002X");
  EXPECT_EQ(masked(FieldType::text, "13812345678"), "138****5678");
  EXPECT_EQ(masked(FieldType::text, "6228480402564890018"), "***************0018");
  EXPECT_EQ(masked(FieldType::text, "88051234"), "********");
  for (const auto* words : {"肺癌", "HIV 1", "2级残疾", "138 1234 5678 (女儿)"}) {
    EXPECT_EQ(masked(FieldType::text, words), "***") << words << ": neither its length nor its beginning";
  }
  EXPECT_EQ(masked(FieldType::integer, "7"), "***");
  EXPECT_EQ(masked(FieldType::select_multiple, "illness disability"), "***");
  EXPECT_EQ(masked(FieldType::text, ""), "");
}

TEST(DisclosureTest, OnlySensitiveFieldsAreHiddenAndOnlyUntilRevealed) {
  auto field = sensitive(FieldType::text);
  const FieldValue phone{std::string("13812345678")};
  EXPECT_EQ(disclosed(field, phone, Disclosure::masked), "138****5678");
  EXPECT_EQ(disclosed(field, phone, Disclosure::whole), "13812345678");
  EXPECT_EQ(disclosed(field, phone, Language::zh, Disclosure::masked), "138****5678");
  field.sensitive = false;
  EXPECT_EQ(disclosed(field, phone, Disclosure::masked), "13812345678");
}

TEST(DisclosureTest, AMaskIsNoValue) {
  EXPECT_FALSE(check_not_masked(sensitive(FieldType::id_number), "1101**********002X"));
  EXPECT_FALSE(check_not_masked(sensitive(FieldType::file), "***"));
  EXPECT_TRUE(check_not_masked(sensitive(FieldType::text), "13812345678"));
  Field open;
  EXPECT_TRUE(check_not_masked(open, "2*3"));
}

TEST(DisclosureTest, MessagesDoNotQuoteSensitiveTexts) {
  const auto value = parse_value(sensitive(FieldType::integer), "一百二十");
  ASSERT_FALSE(value);
  for (const auto& arg : value.error().args) EXPECT_EQ(arg.find("一百"), std::string::npos);
  // A number in the wrong column.
  EXPECT_EQ(quotable("11010519491231002X"), "110************02X");
  EXPECT_EQ(quotable("１３８１２３４５６７８ 李"), "138******78 李");
  EXPECT_EQ(quotable("2016年3月1日，３级"), "2016年3月1日，３级");
  EXPECT_EQ(quotable("20160301"), "20160301");
}

}  // namespace
}  // namespace minsync
