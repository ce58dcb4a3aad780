#include "hub/targets/progress.h"

#include <gtest/gtest.h>

#include "tests/unit/targets/books.h"

namespace minsync {
namespace {

IndicatorProgress city_progress(const TargetIndicator& one, const std::vector<TargetProgress>& reports,
                                std::string_view on) {
  const auto book = book_of({one});
  return *find(measure_progress(book, reports, day(on)), one.key);
}

std::string raw(const IndicatorProgress& progress) {
  return progress.raw_rate ? format_rate(*progress.raw_rate) : "";
}
std::string due(const IndicatorProgress& progress) {
  return progress.due_rate ? format_rate(*progress.due_rate) : "";
}

TEST(ProgressTest, ALimitKeptIsFullAndAnExceededOneLosesWithTheExcess) {
  const auto limit = indicator("fires", IndicatorKind::at_most, 10);
  EXPECT_EQ(raw(city_progress(limit, {report("fires", "", 0)}, "2016-12-31")), "100.00");
  EXPECT_EQ(raw(city_progress(limit, {report("fires", "", 10)}, "2016-12-31")), "100.00");
  const auto exceeded = city_progress(limit, {report("fires", "", 16)}, "2016-12-31");
  EXPECT_EQ(raw(exceeded), "62.50");
  EXPECT_EQ(exceeded.standing, Standing::exceeded);
  const auto none_allowed = indicator("fires", IndicatorKind::at_most, 0);
  EXPECT_EQ(raw(city_progress(none_allowed, {report("fires", "", 0)}, "2016-12-31")), "100.00");
  EXPECT_EQ(raw(city_progress(none_allowed, {report("fires", "", 1)}, "2016-12-31")), "0.00");
}

TEST(ProgressTest, ALimitIsNotProrated) {
  auto limit = indicator("fires", IndicatorKind::at_most, 10);
  limit.period = TargetPeriod::in_year;
  const auto early = city_progress(limit, {report("fires", "", 1, "2016-01-05")}, "2016-01-05");
  EXPECT_EQ(due(early), "100.00");
  EXPECT_EQ(early.standing, Standing::met);
}

TEST(ProgressTest, YearlyCountsAreMeasuredAgainstThePartOfTheYearThatIsOver) {
  auto beds = indicator("beds", IndicatorKind::at_least, 366);
  beds.period = TargetPeriod::in_year;
  const std::vector<TargetProgress> reports = {report("beds", "", 91, "2016-03-31")};
  const auto spring = city_progress(beds, reports, "2016-03-31");  // 91 of 366 days
  EXPECT_EQ(spring.expected, whole(91));
  EXPECT_EQ(due(spring), "100.00");
  EXPECT_EQ(raw(spring), "24.86");
  EXPECT_EQ(spring.standing, Standing::met);
  const auto later = city_progress(beds, reports, "2016-04-01");
  EXPECT_EQ(later.standing, Standing::behind);
  EXPECT_EQ(due(later), "98.91");
  const auto after = city_progress(beds, reports, "2017-02-01");
  EXPECT_EQ(due(after), raw(after));
  EXPECT_EQ(after.expected, whole(366));
}

TEST(ProgressTest, APointInTimeFigureIsMeasuredAgainstTheWholeTarget) {
  const auto share = indicator("share", IndicatorKind::percentage, 80);
  const auto spring = city_progress(share, {report("share", "", 40, "2016-03-31")}, "2016-03-31");
  EXPECT_EQ(due(spring), "50.00");
  EXPECT_EQ(spring.expected, whole(80));
}

TEST(ProgressTest, BeforeTheYearNothingIsDue) {
  auto beds = indicator("beds", IndicatorKind::at_least, 100);
  EXPECT_EQ(city_progress(beds, {}, "2015-12-31").standing, Standing::not_due);
  EXPECT_EQ(city_progress(beds, {}, "2016-01-01").standing, Standing::not_reported);
}

TEST(ProgressTest, NotReportedIsEmptyAndNotZero) {
  const auto missing = city_progress(indicator("beds", IndicatorKind::at_least), {}, "2016-12-31");
  EXPECT_FALSE(missing.raw_rate);
  EXPECT_FALSE(missing.value);
  const auto zero = city_progress(indicator("beds", IndicatorKind::at_least), {report("beds", "", 0)}, "2016-12-31");
  EXPECT_EQ(raw(zero), "0.00");
  EXPECT_EQ(zero.standing, Standing::behind);
}

TEST(ProgressTest, ADateIsOnTimeOrLate) {
  auto opening = indicator("opening", IndicatorKind::date);
  opening.due_day = day("2016-06-30");
  const auto opened = [](std::string_view on) {
    auto out = deed("opening", "", TextState::done, on);
    out.done_day = day(on);
    return out;
  };
  EXPECT_EQ(raw(city_progress(opening, {opened("2016-06-30")}, "2016-12-31")), "100.00");
  const auto late = city_progress(opening, {opened("2016-07-01")}, "2016-12-31");
  EXPECT_EQ(raw(late), "0.00");
  EXPECT_EQ(late.standing, Standing::late);
  EXPECT_EQ(city_progress(opening, {}, "2016-06-29").standing, Standing::not_due);
  EXPECT_EQ(city_progress(opening, {}, "2016-06-30").standing, Standing::not_reported);
}

TEST(ProgressTest, ATextIsDoneNotDoneOrSilent) {
  const auto decree = indicator("decree", IndicatorKind::text);
  EXPECT_EQ(raw(city_progress(decree, {deed("decree", "", TextState::done)}, "2016-12-31")), "100.00");
  const auto not_done = city_progress(decree, {deed("decree", "", TextState::not_done)}, "2016-12-31");
  EXPECT_EQ(raw(not_done), "0.00");
  EXPECT_EQ(not_done.standing, Standing::not_done);
  EXPECT_EQ(city_progress(decree, {}, "2016-12-31").standing, Standing::not_reported);
  const auto early = deed("decree", "", TextState::not_done, "2016-03-31");
  EXPECT_EQ(city_progress(decree, {early}, "2016-03-31").standing, Standing::not_due);
}

TEST(ProgressTest, TheLatestReportUpToTheDayStands) {
  const auto beds = indicator("beds", IndicatorKind::at_least);
  auto corrected = report("beds", "", 60, "2016-06-30");
  corrected.id = "b";
  auto first = report("beds", "", 50, "2016-06-30");
  first.id = "a";
  const std::vector<TargetProgress> reports = {report("beds", "", 90, "2016-12-31"), corrected, first,
                                               report("beds", "", 20, "2016-03-31")};
  EXPECT_EQ(city_progress(beds, reports, "2016-03-30").standing, Standing::not_reported);
  EXPECT_EQ(city_progress(beds, reports, "2016-04-01").value, whole(20));
  EXPECT_EQ(city_progress(beds, reports, "2016-06-30").value, whole(60));
  EXPECT_EQ(city_progress(beds, reports, "2017-01-10").value, whole(90));
}

TEST(ProgressTest, OnlyAPlainStatementIsTakenForDone) {
  EXPECT_EQ(parse_text_state("已完成"), TextState::done);
  EXPECT_EQ(parse_text_state("已完成:9月1日实施"), TextState::done);
  EXPECT_EQ(parse_text_state("未完成,正在征求意见"), TextState::not_done);
  EXPECT_EQ(parse_text_state("完成率80%"), TextState::not_reported);
  EXPECT_EQ(parse_text_state(""), TextState::not_reported);
}

TEST(CityTest, CountsAddUpAndTellHowManyCountiesAreIn) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least, 30)});
  for (const char* county : {"330102", "330106", "330108"}) allot(book, "beds", county, 10);
  const std::vector<TargetProgress> reports = {report("beds", "330106", 12), report("beds", "330102", 7),
                                               report("beds", "330999", 1'000)};
  const auto city = *find(measure_progress(book, reports, day("2016-12-31")), "beds");
  EXPECT_EQ(city.value, whole(19));  // a county that was not asked does not count
  EXPECT_TRUE(city.aggregated);
  EXPECT_EQ(city.counties_reported, 2);
  EXPECT_EQ(city.counties_asked, 3);
}

TEST(CityTest, TheCitysOwnReportStandsBeforeItsCounties) {
  auto book = book_of({indicator("beds", IndicatorKind::at_least, 30)});
  allot(book, "beds", "330102", 30);
  const std::vector<TargetProgress> reports = {report("beds", "330102", 7), report("beds", "", 9, "2016-03-31")};
  const auto city = *find(measure_progress(book, reports, day("2016-12-31")), "beds");
  EXPECT_EQ(city.value, whole(9));
  EXPECT_FALSE(city.aggregated);
  EXPECT_EQ(city_from_counties(book, book.indicators[0], reports, day("2016-12-31"))->value, whole(7));
}

TEST(CityTest, SharesAreWeightedByTheirBase) {
  auto book = book_of({indicator("share", IndicatorKind::percentage, 50)});
  allot(book, "share", "330102", 50);
  allot(book, "share", "330106", 50);
  const std::vector<TargetProgress> reports = {report("share", "330102", 90), report("share", "330106", 10)};
  const auto city = [&] { return *city_from_counties(book, book.indicators[0], reports, day("2016-12-31"))->value; };
  EXPECT_EQ(city(), whole(50));  // no bases known: the plain mean
  book.allotments[0].base = whole(100);
  book.allotments[1].base = whole(300);
  EXPECT_EQ(city(), whole(30));
  book.allotments[1].base.reset();
  EXPECT_EQ(city(), whole(90));  // what cannot be weighed is left out
}

TEST(CityTest, CountsBehindSharesMakeTheCitysShareExact) {
  auto book = book_of({indicator("share", IndicatorKind::percentage, 1)});
  std::vector<TargetProgress> reports;
  for (const char* county : {"330102", "330106", "330108"}) {
    allot(book, "share", county, 1);
    book.allotments.back().base = whole(3);
    auto one = report("share", county, 0);
    one.part = whole(1);
    one.value = Amount{333'333};  // 33.3333 %
    reports.push_back(one);
  }
  reports.back().part = whole(2);
  EXPECT_EQ(format_amount(*city_from_counties(book, book.indicators[0], reports, day("2016-12-31"))->value), "44.4444");
}

TEST(CityTest, ADeedIsDoneWhenEveryCountyHasDoneIt) {
  auto book = book_of({indicator("decree", IndicatorKind::text)});
  allot(book, "decree", "330102", 0);
  allot(book, "decree", "330106", 0);
  std::vector<TargetProgress> reports = {deed("decree", "330102", TextState::done)};
  const auto standing = [&] { return find(measure_progress(book, reports, day("2016-12-31")), "decree")->standing; };
  EXPECT_EQ(standing(), Standing::not_reported);
  reports.push_back(deed("decree", "330106", TextState::not_done));
  EXPECT_EQ(standing(), Standing::not_done);
  reports.back().text = TextState::done;
  EXPECT_EQ(standing(), Standing::met);
}

TEST(CityTest, ADateOfAllCountiesIsTheLastOnes) {
  auto opening = indicator("opening", IndicatorKind::date);
  opening.due_day = day("2016-06-30");
  auto book = book_of({opening});
  std::vector<TargetProgress> reports;
  for (const auto& [county, on] : {std::pair{"330102", "2016-05-01"}, std::pair{"330106", "2016-07-02"}}) {
    allot(book, "opening", county, 0);
    reports.push_back(deed("opening", county, TextState::done));
    reports.back().done_day = day(on);
  }
  const auto city = *find(measure_progress(book, reports, day("2016-12-31")), "opening");
  EXPECT_EQ(city.done_day, day("2016-07-02"));
  EXPECT_EQ(city.standing, Standing::late);
}

}  // namespace
}  // namespace minsync
