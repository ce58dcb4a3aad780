#include "hub/admin/words.h"

#include <gtest/gtest.h>

namespace minsync {
namespace {

TEST(AlignedTest, ChineseCharactersTakeTwoColumns) {
  EXPECT_EQ(table({{"区县", "x"}, {"abcd", "y"}, {"a", "z"}}), "区县  x\nabcd  y\na     z");
}

TEST(AlignedTest, NothingStandsBehindTheLastCell) {
  EXPECT_EQ(table({{"a", ""}, {"long", "b"}}), "a\nlong  b");
  EXPECT_EQ(table({{"long"}, {"a"}}), "long\na");
  EXPECT_EQ(table({}), "");
}

TEST(ReadDayTest, TakesOneFormAndRealDaysOnly) {
  EXPECT_EQ(read_day("1970-01-02").value(), 1);
  EXPECT_FALSE(read_day("").value().has_value());
  for (const char* wrong : {"2016-02-30", "2016/01/01", "yesterday", "20160101"}) {
    const auto day = read_day(wrong);
    ASSERT_FALSE(day) << wrong;
    EXPECT_EQ(day.error().kind, FaultKind::usage);
  }
}

}  // namespace
}  // namespace minsync
