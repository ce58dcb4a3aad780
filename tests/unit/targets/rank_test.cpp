#include "hub/targets/rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/text/text.h"
#include "tests/unit/targets/books.h"

namespace minsync {
namespace {

const auto kYearEnd = day("2016-12-31");

std::string ranks(const std::vector<CountyScore>& scores) {
  std::string out;
  for (const auto& score : scores) {
    out += score.county.substr(4) + ":" + (score.rank ? std::to_string(*score.rank) : "-") + " ";
  }
  return out;
}

TEST(RankTest, TiesShareARankAndTheNextIsSkipped) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least)});
  for (const char* county : {"330109", "330108", "330106", "330104", "330102"}) allot(book, "beds", county, 100);
  const std::vector<TargetProgress> reports = {report("beds", "330102", 50), report("beds", "330104", 80),
                                               report("beds", "330106", 90), report("beds", "330108", 80)};
  EXPECT_EQ(ranks(rank_counties(book, reports, kYearEnd)), "06:1 04:2 08:2 02:4 09:- ");
}

TEST(RankTest, WhatIsNotReportedCountsAsZeroAndIsListed) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("meals", IndicatorKind::at_least)});
  allot(book, "beds", "330102", 100, 3);
  allot(book, "meals", "330102", 100, 1);
  const auto score = rank_counties(book, {report("beds", "330102", 100)}, kYearEnd).at(0);
  EXPECT_EQ(format_points(score.total), "75.00");
  EXPECT_EQ(score.not_reported, std::vector<std::string>{"meals"});
  EXPECT_EQ(score.reported, 1);
  EXPECT_EQ(score.due, 2);
}

TEST(RankTest, WhatIsNotAskedOrNotDueTakesNoWeight) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("meals", IndicatorKind::at_least),
                       indicator("decree", IndicatorKind::text)});
  allot(book, "beds", "330102", 100);
  allot(book, "meals", "330102", 0);
  allot(book, "decree", "330102", 0);
  const auto score = rank_counties(book, {report("beds", "330102", 100, "2016-06-30")}, day("2016-06-30")).at(0);
  EXPECT_EQ(format_points(score.total), "100.00");
  EXPECT_EQ(score.due, 1);
  EXPECT_EQ(score.parts.size(), 3U);
}

TEST(RankTest, ADecreeIssuedEarlyDoesNotLowerAnything) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("decree", IndicatorKind::text)});
  book.scoring.bonus = Points{500};
  for (const char* county : {"330102", "330104"}) {
    allot(book, "beds", county, 100);
    allot(book, "decree", county, 0);
  }
  const std::vector<TargetProgress> reports = {report("beds", "330102", 130, "2016-06-30"),
                                               report("beds", "330104", 130, "2016-06-30"),
                                               deed("decree", "330104", TextState::done, "2016-06-30")};
  EXPECT_EQ(ranks(rank_counties(book, reports, day("2016-06-30"))), "02:1 04:1 ");
}

TEST(RankTest, OverfulfilmentIsCappedUnlessTheBookDeclaresABonus) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("meals", IndicatorKind::at_least)});
  allot(book, "beds", "330102", 100);
  allot(book, "meals", "330102", 100);
  const std::vector<TargetProgress> reports = {report("beds", "330102", 500), report("meals", "330102", 110)};
  EXPECT_EQ(format_points(rank_counties(book, reports, kYearEnd)[0].total), "100.00");
  book.scoring.bonus = Points{400};
  const auto score = rank_counties(book, reports, kYearEnd)[0];
  EXPECT_EQ(format_points(score.parts[0].bonus), "2.00");  // its whole half of 4
  EXPECT_EQ(format_points(score.parts[1].bonus), "1.00");  // 110 %: half of the way to 120 %
  EXPECT_EQ(format_points(score.total), "103.00");
}

TEST(RankTest, DeductionsNeverTakeMoreThanThereIs) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("meals", IndicatorKind::at_least),
                       indicator("visits", IndicatorKind::at_least)});
  for (const char* key : {"beds", "meals", "visits"}) allot(book, key, "330102", 100);
  book.scoring.deduction = Points{200};
  EXPECT_EQ(format_points(rank_counties(book, {report("beds", "330102", 100)}, kYearEnd)[0].total), "29.33");
  const auto poor = rank_counties(book, {report("beds", "330102", 9)}, kYearEnd)[0];
  EXPECT_EQ(poor.total, Points{0});
  EXPECT_EQ(poor.deduction, Points{300});
}

TEST(RankTest, PartsOfEqualWeightAddUpToFullMarks) {
  std::vector<TargetIndicator> indicators;
  for (int i = 0; i < 6; ++i) indicators.push_back(indicator("i" + std::to_string(i), IndicatorKind::at_least));
  auto book = book_of(indicators);
  std::vector<TargetProgress> reports;
  for (const auto& one : indicators) {
    allot(book, one.key, "330102", 100);
    reports.push_back(report(one.key, "330102", 100));
  }
  EXPECT_EQ(format_points(rank_counties(book, reports, kYearEnd)[0].total), "100.00");
}

TEST(RankTest, TheOddHundredthGoesToThePartItBelongsToMost) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least), indicator("meals", IndicatorKind::at_least)});
  allot(book, "beds", "330102", 100, 1);
  allot(book, "meals", "330102", 100, 2);
  const auto score = rank_counties(book, {report("beds", "330102", 100), report("meals", "330102", 100)}, kYearEnd)[0];
  EXPECT_EQ(format_points(score.parts[0].points), "33.33");
  EXPECT_EQ(format_points(score.parts[1].points), "66.67");
}

TEST(RankTest, EachPartSaysWhyInBothLanguages) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least)});
  allot(book, "beds", "330102", 100);
  const auto part = rank_counties(book, {report("beds", "330102", 114)}, kYearEnd)[0].parts.at(0);
  EXPECT_EQ(part.reason, "targets.standing.over");
  EXPECT_EQ(say(Language::zh, part.reason, part.reason_args), "完成 114，超过目标 100，完成率 114.00%");
  for (int i = 0; i <= static_cast<int>(Standing::late); ++i) {
    const auto id = standing_message(static_cast<Standing>(i));
    EXPECT_NE(say(Language::zh, id), id);
    EXPECT_NE(say(Language::en, id), id);
  }
}

// A book and reports of any kind, some missing, some negative, many over the target.
struct Case {
  TargetBook book;
  std::vector<TargetProgress> reports;
};

Case any_case(std::mt19937_64& random) {
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  Case out;
  std::vector<TargetIndicator> indicators;
  for (std::int64_t i = 0, n = pick(1, 9); i < n; ++i) {
    indicators.push_back(indicator("i" + std::to_string(i), static_cast<IndicatorKind>(pick(0, 4)), pick(1, 500)));
    indicators.back().period = static_cast<TargetPeriod>(pick(0, 2));
    if (indicators.back().kind == IndicatorKind::date) indicators.back().due_day = day("2016-06-30");
  }
  out.book = book_of(indicators);
  out.book.scoring = {Points{pick(0, 15'000)}, Points{pick(0, 1'000)}, Rate{pick(10'001, 20'000)},
                      Points{pick(0, 300)}};
  for (int county = 330'102; county < 330'115; ++county) {
    for (const auto& one : indicators) {
      if (pick(0, 9) > 0) allot(out.book, one.key, std::to_string(county), pick(0, 500), pick(0, 30));
      if (pick(0, 3) == 0) continue;
      auto progress = report(one.key, std::to_string(county), pick(-50, 1'000), "2016-03-31");
      progress.as_of_day += static_cast<std::int32_t>(pick(0, 250));
      progress.text = static_cast<TextState>(pick(0, 2));
      if (pick(0, 1) == 1) progress.done_day = progress.as_of_day;
      out.reports.push_back(progress);
      if (pick(0, 2) == 0) out.reports.push_back(report(one.key, std::to_string(county), pick(0, 999), "2016-05-31"));
    }
  }
  return out;
}

TEST(RankLawTest, PointsStayWithinWhatTheRuleAllowsAndTheirPartsAddUp) {
  std::mt19937_64 random(20161231);
  for (int i = 0; i < 150; ++i) {
    const auto [book, reports] = any_case(random);
    const auto& rule = book.scoring;
    for (const auto& score : rank_counties(book, reports, day("2016-03-01") + i)) {
      Points points, bonus, deduction;
      for (const auto& part : score.parts) {
        EXPECT_GE(part.points, Points{0});
        points.value += part.points.value;
        bonus.value += part.bonus.value;
        deduction.value += part.deduction.value;
      }
      EXPECT_EQ(points, score.base);
      EXPECT_EQ(bonus, score.bonus);
      EXPECT_EQ(deduction, score.deduction);
      EXPECT_LE(score.base, rule.maximum);
      EXPECT_LE(score.bonus, rule.bonus);
      EXPECT_EQ(score.total.value, points.value + bonus.value - deduction.value);
      EXPECT_GE(score.total, Points{0});
    }
  }
}

TEST(RankLawTest, OnlyTheProportionOfWeightsCounts) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 80; ++i) {
    const auto [book, reports] = any_case(random);
    auto scaled = book;
    const auto factor = static_cast<std::int64_t>(random() % 1'000 + 2);
    for (auto& one : scaled.allotments) one.weight->value *= factor;
    const auto before = rank_counties(book, reports, kYearEnd), after = rank_counties(scaled, reports, kYearEnd);
    ASSERT_EQ(ranks(before), ranks(after));
    for (std::size_t k = 0; k < before.size(); ++k) EXPECT_EQ(before[k].total, after[k].total);
  }
}

TEST(RankLawTest, TheOrderOfWhatIsHandedInDoesNotMatter) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 80; ++i) {
    const auto original = any_case(random);
    auto shuffled = original;
    std::shuffle(shuffled.reports.begin(), shuffled.reports.end(), random);
    std::shuffle(shuffled.book.allotments.begin(), shuffled.book.allotments.end(), random);
    std::shuffle(shuffled.book.indicators.begin(), shuffled.book.indicators.end(), random);
    const auto before = rank_counties(original.book, original.reports, kYearEnd);
    const auto after = rank_counties(shuffled.book, shuffled.reports, kYearEnd);
    ASSERT_EQ(ranks(before), ranks(after));
    for (std::size_t k = 0; k < before.size(); ++k) {
      EXPECT_EQ(before[k].total, after[k].total);
      ASSERT_EQ(before[k].parts.size(), after[k].parts.size());
      for (std::size_t p = 0; p < before[k].parts.size(); ++p) {
        EXPECT_EQ(before[k].parts[p].indicator, after[k].parts[p].indicator);
        EXPECT_EQ(before[k].parts[p].points, after[k].parts[p].points);
      }
    }
    const auto one = measure_progress(original.book, original.reports, kYearEnd);
    const auto two = measure_progress(shuffled.book, shuffled.reports, kYearEnd);
    ASSERT_EQ(one.size(), two.size());
    for (std::size_t k = 0; k < one.size(); ++k) EXPECT_EQ(one[k].raw_rate, two[k].raw_rate);
  }
}

TEST(RankLawTest, MoreIsNeverWorse) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 80; ++i) {
    auto original = any_case(random);
    std::erase_if(original.book.allotments, [&](const TargetAllotment& one) {
      return original.book.indicator(one.indicator)->kind == IndicatorKind::at_most;
    });
    auto better = original;
    for (auto& one : better.reports) one.value->value += whole(static_cast<std::int64_t>(random() % 50)).value;
    const auto total = [](const std::vector<CountyScore>& scores, const std::string& county) {
      return std::ranges::find(scores, county, &CountyScore::county)->total;
    };
    const auto before = rank_counties(original.book, original.reports, kYearEnd);
    const auto after = rank_counties(better.book, better.reports, kYearEnd);
    for (const auto& score : before) EXPECT_GE(total(after, score.county), score.total);
  }
}

}  // namespace
}  // namespace minsync
