#include "shared/pinyin/pinyin.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

using Letters = std::vector<std::string>;

TEST(PinyinTest, ANameIsAbbreviatedByTheFirstLettersOfItsCharacters) {
  EXPECT_EQ(pinyin_initials("张三"), Letters{"zs"});
  EXPECT_EQ(pinyin_initials("杭州市西湖区"), Letters{"hzsxhq"});
}

TEST(PinyinTest, AsciiStaysAndEverythingElseParts) {
  EXPECT_EQ(pinyin_initials("保俶路３号 A座（东）"), Letters{"bcl3h az d"});
  EXPECT_EQ(pinyin_initials(" ，。"), Letters{""});
  EXPECT_EQ(pinyin_initials(""), Letters{""});
  EXPECT_EQ(pinyin_initials("\xff\xfe"), Letters{""});
}

TEST(PinyinTest, ASurnameWithAReadingOfItsOwnIsFoundUnderBoth) {
  EXPECT_EQ(pinyin_initials("曾三"), (Letters{"cs", "zs"}));
  EXPECT_EQ(pinyin_initials("单四"), (Letters{"ds", "ss"}));
  EXPECT_EQ(pinyin_initials("仇三"), (Letters{"cs", "qs"}));
  EXPECT_EQ(pinyin_initials("解放路三号"), Letters{"jflsh"});
}

TEST(PinyinTest, PlacesAndCompoundSurnamesAreReadAsTheyAreSaid) {
  EXPECT_EQ(pinyin_initials("重庆"), Letters{"cq"});
  EXPECT_EQ(pinyin_initials("长兴县"), Letters{"cxx"});
  EXPECT_EQ(pinyin_initials("浙江乐清"), Letters{"zjyq"});
  EXPECT_EQ(pinyin_initials("番禺"), Letters{"py"});
  EXPECT_EQ(pinyin_initials("丽水台州"), Letters{"lstz"});
  EXPECT_EQ(pinyin_initials("尉迟三"), Letters{"ycs"});
  EXPECT_EQ(pinyin_initials("长孙三"), Letters{"zss"});
}

}  // namespace
}  // namespace minsync
