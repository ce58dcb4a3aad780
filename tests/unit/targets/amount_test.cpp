#include "hub/targets/amount.h"

#include <gtest/gtest.h>

#include <random>

#include "hub/targets/calendar.h"

namespace minsync {
namespace {

TEST(AmountTest, ReadsWhatOfficersWrite) {
  EXPECT_EQ(parse_amount("5250")->value, 52'500'000);
  EXPECT_EQ(parse_amount("92,000")->value, 920'000'000);
  EXPECT_EQ(parse_amount("9.2万"), parse_amount("92000"));
  EXPECT_EQ(parse_amount("10.5 万"), parse_amount("105000"));
  EXPECT_EQ(parse_amount("2.66亿")->value, 2'660'000'000'000);
  EXPECT_EQ(parse_amount("40.65%")->value, 406'500);
  EXPECT_EQ(parse_amount("-0.5")->value, -5'000);
  EXPECT_EQ(parse_amount("1.50000")->value, 15'000);
}

TEST(AmountTest, RefusesWhatWouldLoseDigitsOrIsNoNumber) {
  for (const char* text : {"", "-", ".", "5.", ".5", "1.23456", "9,20", "9,2000", "1e3", "0x10", "十", "1 2", "--1",
                           "1万亿亿", "1000000000001", "99999999999999999999999999", "1.2.3", "nan", "92,000,0"}) {
    EXPECT_FALSE(parse_amount(text)) << text;
  }
  EXPECT_EQ(parse_amount("1000000000000")->value, kMaxAmount);
}

TEST(AmountTest, WhatIsWrittenReadsBackTheSame) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> any(-kMaxAmount, kMaxAmount);
  for (int i = 0; i < 10'000; ++i) {
    const Amount amount{any(random) >> (random() % 50)};
    EXPECT_EQ(parse_amount(format_amount(amount)), amount) << amount.value;
  }
}

TEST(AmountTest, RatesAreRoundedHalfUp) {
  EXPECT_EQ(format_rate(rate_of(105'000, 92'000)), "114.13");
  EXPECT_EQ(format_rate(rate_of(50, 123)), "40.65");
  EXPECT_EQ(rate_of(1, 80'000).value, 0);   // 0.00125 %
  EXPECT_EQ(rate_of(1, 20'000).value, 1);   // 0.005 %
  EXPECT_EQ(rate_of(-1, 20'000).value, 0);  // −0.005 %: up is towards +∞
  EXPECT_EQ(rate_of(-3, 20'000).value, -1);
  EXPECT_EQ(rate_of(kMaxAmount, 1), kMaxRate);
  EXPECT_EQ(format_rate(Rate{-5}), "-0.05");
}

TEST(CalendarTest, KnowsLeapYearsAndRefusesWrongDates) {
  EXPECT_EQ(last_day_of(2016) - first_day_of(2016), 365);
  EXPECT_EQ(last_day_of(2017) - first_day_of(2017), 364);
  EXPECT_EQ(format_target_day(*parse_target_day("2016-02-29")), "2016-02-29");
  for (const char* text : {"2016-02-30", "2017-02-29", "2016-1-1", "2016/01/01", "20160101", "1800-01-01", ""}) {
    EXPECT_FALSE(parse_target_day(text)) << text;
  }
}

TEST(CalendarTest, PeriodsEndOnTheirLastDay) {
  const auto last = [](std::string_view period) { return format_target_day(last_day_of_period(period).value()); };
  EXPECT_EQ(last("2016-02"), "2016-02-29");
  EXPECT_EQ(last("2016-Q1"), "2016-03-31");
  EXPECT_EQ(last("2016-H1"), "2016-06-30");
  EXPECT_EQ(last("2016-H2"), "2016-12-31");
  EXPECT_EQ(last("2016"), "2016-12-31");
  for (const char* period :
       {"", "201", "2016-", "2016-13", "2016-00", "2016-Q5", "2016-H3", "2016-Q", "2016-1", "abcd"}) {
    EXPECT_FALSE(last_day_of_period(period)) << period;
  }
  EXPECT_EQ(period_ending_on(*parse_target_day("2016-12-31")), "2016");
  EXPECT_EQ(period_ending_on(*parse_target_day("2016-09-30")), "2016-Q3");
  EXPECT_EQ(period_ending_on(*parse_target_day("2016-02-29")), "2016-02");
  EXPECT_EQ(period_ending_on(*parse_target_day("2016-05-07")), "2016-05");
}

}  // namespace
}  // namespace minsync
