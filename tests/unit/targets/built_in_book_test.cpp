// The published figures come out of the data files.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "shared/text/text.h"
#include "tests/unit/targets/books.h"

namespace minsync {
namespace {

TargetBook built_in(std::string_view name) {
  auto book = read_target_book(built_in_book(name).value(), std::string(name));
  EXPECT_TRUE(book.has_value()) << say(Language::en, book.error());
  return book.value();
}

std::vector<IndicatorProgress> at_year_end(const TargetBook& book) {
  return measure_progress(book, book.progress, day("2016-12-31"));
}

TEST(Hangzhou2016Test, HasEightHeadingsTenRowsThreeStarred) {
  const auto book = built_in("hangzhou-2016");
  std::set<std::string> headings;
  for (const auto& item : book.items) headings.insert(item.heading);
  EXPECT_EQ(headings.size(), 8U);
  EXPECT_EQ(book.items.size(), 10U);
  EXPECT_EQ(std::ranges::count_if(book.items, &TargetItem::starred), 3);
  EXPECT_TRUE(std::ranges::all_of(book.items, [](const auto& item) { return item.published_rate == kFullRate; }));
  EXPECT_EQ(std::ranges::count_if(book.items, [](const auto& item) { return !item.project_lists.empty(); }), 3);
  EXPECT_EQ(book.source.date, "2017-01-10");
  EXPECT_EQ(book.source.index, "002489524/2017-00890");
  EXPECT_FALSE(book.sample);
}

TEST(Hangzhou2016Test, RawRatesAreComputedBesideThePublishedOnes) {
  const auto book = built_in("hangzhou-2016");
  const auto progress = at_year_end(book);
  const std::map<std::string, std::string> expected = {
      {"purchased_services", "114.13"},    {"new_beds", "102.48"},
      {"respect_elders_units", "291.67"},  {"care_centres_upgraded", "100.00"},
      {"fire_retrofits", "100.00"},        {"army_support_points", "107.69"},
      {"dibao_share", "112.00"},           {"community_platform_share", "112.50"},
      {"dibao_standard_growth", "100.00"}, {"dibao_rural_to_urban", "100.00"},
      {"venture_platform", "100.00"}};
  for (const auto& [key, rate] : expected) {
    ASSERT_NE(find(progress, key), nullptr) << key;
    EXPECT_EQ(format_rate(find(progress, key)->raw_rate.value()), rate) << key;
    EXPECT_EQ(find(progress, key)->published_rate, kFullRate) << key;
  }
  EXPECT_EQ(format_rate(find(progress, "fire_retrofits")->base_share.value()), "40.65");
}

TEST(Hangzhou2016Test, WhatTheSourceDoesNotMentionIsNotReportedAlthoughPublishedAsDone) {
  const auto progress = at_year_end(built_in("hangzhou-2016"));
  std::set<std::string> silent;
  for (const auto& one : progress) {
    if (one.standing == Standing::not_reported) silent.insert(one.indicator);
  }
  EXPECT_EQ(silent, (std::set<std::string>{"dibao_public_notice", "organisation_standing"}));
  EXPECT_FALSE(find(progress, "dibao_public_notice")->raw_rate);
  EXPECT_EQ(find(progress, "dibao_public_notice")->published_rate, kFullRate);
}

TEST(HangzhouPlanTest, TypesOfTargetsChangeFromYearToYear) {
  const auto book = built_in("hangzhou-2016-2020");
  std::set<int> tasks;
  for (const auto& item : book.items) tasks.insert(item.number);
  EXPECT_EQ(tasks.size(), 5U);
  EXPECT_EQ(book.indicator("subsidised_elderly.2017")->kind, IndicatorKind::percentage);
  EXPECT_EQ(book.indicator("subsidised_elderly.2017")->target, whole(6));
  EXPECT_EQ(book.indicator("subsidised_elderly.2018")->kind, IndicatorKind::text);
  EXPECT_EQ(book.indicator("community_governance.2016")->text_target, "试点启动");
  EXPECT_EQ(book.indicator("community_governance.2020")->target, whole(99));
  EXPECT_EQ(book.indicator("smart_communities.2019")->target, whole(12));
  EXPECT_EQ(book.indicator("smart_communities.2020")->kind, IndicatorKind::text);
}

TEST(HangzhouPlanTest, AYearStandsAlone) {
  const auto book = built_in("hangzhou-2016-2020");
  const auto year = book_of_year(book, 2016);
  EXPECT_EQ(year.items.size(), 5U);
  EXPECT_EQ(year.indicators.size(), 6U);  // coverage is asked apart for town and country in 2016
  EXPECT_EQ(book_of_year(book, 2018).indicators.size(), 5U);
  EXPECT_TRUE(book_of_year(book, 2018).progress.empty());
  const auto progress = at_year_end(year);
  EXPECT_EQ(format_rate(*find(progress, "beds_per_hundred.2016")->raw_rate), "106.00");
  EXPECT_EQ(format_rate(*find(progress, "subsidised_elderly.2016")->raw_rate), "110.00");
}

class CountiesSampleTest : public testing::Test {
 protected:
  TargetBook book_ = built_in("hangzhou-2016-counties-sample");
};

TEST_F(CountiesSampleTest, EveryCountyFigureIsLabelledSampleAndNoCityFigureIs) {
  EXPECT_TRUE(book_.sample);
  EXPECT_NE(book_.notice.find("示例数据"), std::string::npos);
  EXPECT_TRUE(std::ranges::all_of(book_.allotments, &TargetAllotment::sample));
  for (const auto& one : book_.progress) EXPECT_EQ(one.sample, !one.county.empty()) << one.indicator;
  for (const auto& score : rank_counties(book_, book_.progress, day("2016-12-31"))) EXPECT_TRUE(score.sample);
}

TEST_F(CountiesSampleTest, AllThirteenCountiesAreAskedForEachIndicator) {
  EXPECT_EQ(book_.counties.size(), 13U);
  EXPECT_EQ(book_.counties.at("330103"), "下城区");
  std::map<std::string, std::set<std::string>> asked;
  for (const auto& one : book_.allotments) asked[one.indicator].insert(one.county);
  EXPECT_EQ(asked.size(), 6U);
  for (const auto& [key, counties] : asked) EXPECT_EQ(counties.size(), 13U) << key;
}

TEST_F(CountiesSampleTest, CountiesAddUpToTheRealTotals) {
  const auto on = day("2016-12-31");
  const std::map<std::string, std::pair<std::int64_t, std::int64_t>> totals = {
      {"new_beds", {5250, 5380}},
      {"purchased_services", {92'000, 105'000}},
      {"care_centres_upgraded", {50, 50}},
      {"fire_retrofits", {50, 50}},
      {"army_support_points", {13, 14}}};
  for (const auto& [key, total] : totals) {
    std::int64_t target = 0;
    for (const auto& one : book_.allotments) target += one.indicator == key ? one.target->value : 0;
    EXPECT_EQ(target, whole(total.first).value) << key;
    EXPECT_EQ(city_from_counties(book_, *book_.indicator(key), book_.progress, on)->value, whole(total.second)) << key;
  }
  std::int64_t persons = 0;
  for (const auto& one : book_.progress) persons += one.part && one.as_of_day == on ? one.part->value : 0;
  EXPECT_EQ(persons, whole(121'359).value);
  EXPECT_EQ(format_amount(*city_from_counties(book_, *book_.indicator("dibao_share"), book_.progress, on)->value),
            "1.68");
}

TEST_F(CountiesSampleTest, InterimReportsNeverFallAndTheRankingDiffers) {
  std::map<std::pair<std::string, std::string>, std::map<std::int32_t, Amount>> series;
  for (const auto& one : book_.progress) {
    if (!one.county.empty()) series[{one.indicator, one.county}][one.as_of_day] = *one.value;
  }
  for (const auto& [key, values] : series) {
    EXPECT_EQ(values.size(), 4U);
    EXPECT_TRUE(std::ranges::is_sorted(values | std::views::values)) << key.first << key.second;
  }
  const auto scores = rank_counties(book_, book_.progress, day("2016-06-30"));
  EXPECT_EQ(scores.size(), 13U);
  EXPECT_GT(scores.front().total, scores.back().total);
  EXPECT_NE(scores.front().total, rank_counties(book_, book_.progress, day("2016-12-31")).front().total);
}

}  // namespace
}  // namespace minsync
