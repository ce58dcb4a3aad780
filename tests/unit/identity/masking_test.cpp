#include <gtest/gtest.h>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

TEST(MaskingTest, IdNumberKeepsFourAndFour) {
  EXPECT_EQ(mask_id_number("33010619900101002X"), "3301**********002X");
  EXPECT_EQ(mask_id_number("330106900101002"), "3301*******1002");
  EXPECT_EQ(mask_id_number("330106900101"), "************");
  EXPECT_EQ(mask_id_number(""), "");
}

TEST(MaskingTest, NamesKeepTheirFirstCharacter) {
  EXPECT_EQ(mask_name("王小明"), "王**");
  EXPECT_EQ(mask_name("李四"), "李*");
  EXPECT_EQ(mask_name("阿依古丽·买买提"), "阿*******");
  EXPECT_EQ(mask_name("𠮷野家"), "𠮷**");
  EXPECT_EQ(mask_name("王"), "*");
  EXPECT_EQ(mask_name(""), "");
}

TEST(MaskingTest, PhonesKeepThreeAndFourAccountsTheLastFour) {
  EXPECT_EQ(mask_digits("13812345678"), "138****5678");
  EXPECT_EQ(mask_digits("6228480402564890018"), "***************0018");
  EXPECT_EQ(mask_digits("0571-88051234"), "057******1234");
  EXPECT_EQ(mask_digits("8805123"), "*******");
  EXPECT_EQ(mask_digits("88051234"), "********");
  EXPECT_EQ(mask_digits("电话一三八一二三四五六七"), "电话一*****四五六七");
}

TEST(MaskingTest, BytesThatAreNotUtf8AreHiddenToo) {
  EXPECT_EQ(mask_name("\xC4\xE3\xBA\xC3"), "\xC4***");
}

TEST(PhoneTest, MobileAndLandlineNumbers) {
  for (const auto* text : {"13812345678", "19900000000", "88051234", "8805123", "0571-88051234", "057188051234",
                           "010-65123456", "0570 3021234", "02088051234"}) {
    EXPECT_TRUE(is_phone(text)) << text;
  }
  for (const auto* text : {"", "1381234567", "138123456789", "23812345678", "1381234567a", "110", "0571", "0571-",
                           "0571--88051234", "00571-88051234", "0571-18051234", "１３８12345678", "无"}) {
    EXPECT_FALSE(is_phone(text)) << text;
  }
}

}  // namespace
}  // namespace minsync
