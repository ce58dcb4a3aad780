#include <gtest/gtest.h>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

TEST(DaysTest, KnownDays) {
  EXPECT_EQ(day_of(1970, 1, 1), 0);
  EXPECT_EQ(day_of(1969, 12, 31), -1);
  EXPECT_EQ(day_of(2000, 3, 1), 11017);
  EXPECT_EQ(day_text(0), "1970-01-01");
  EXPECT_EQ(day_text(-1), "1969-12-31");
}

TEST(DaysTest, EveryDayOfFourCenturiesComesBackAndFollowsTheOneBefore) {
  std::int32_t expected = *day_of(1800, 1, 1);
  for (int year = 1800; year < 2200; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= 31; ++day) {
        const auto days = day_of(year, month, day);
        if (!days) continue;
        ASSERT_EQ(*days, expected++);
        ASSERT_EQ(parse_day(day_text(*days)), days);
      }
    }
  }
  EXPECT_EQ(expected - *day_of(1800, 1, 1), 146097);
}

TEST(DaysTest, DaysThatDoNotExistAreRefused) {
  EXPECT_FALSE(day_of(2023, 2, 29));
  EXPECT_FALSE(day_of(2100, 2, 29));
  EXPECT_TRUE(day_of(2024, 2, 29));
  EXPECT_FALSE(day_of(2024, 13, 1));
  EXPECT_FALSE(day_of(2024, 0, 1));
  EXPECT_FALSE(day_of(2024, 1, 0));
  EXPECT_FALSE(day_of(2024, 257, 1));
  EXPECT_FALSE(day_of(10000, 1, 1));
  EXPECT_FALSE(day_of(-1, 1, 1));
}

TEST(DaysTest, OnlyTheIsoFormIsRead) {
  EXPECT_EQ(parse_day("2024-02-29"), day_of(2024, 2, 29));
  for (const auto* text : {"", "2024-2-29", "2024/02/29", "20240229", "2024-02-30", "2024-02-29 ", " 2024-02-2",
                           "2024-02-2x", "+024-02-29", "２０２４-02-29"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

TEST(DaysTest, OpenEndedDaysAreShownAsTheOutermost) {
  EXPECT_EQ(day_text(INT32_MAX), "9999-12-31");
  EXPECT_EQ(day_text(INT32_MIN), "0000-01-01");
}

}  // namespace
}  // namespace minsync
