// Target books go into a real store and come out of it again; what is computed from the records is what was computed
// from the file.
#include "hub/target_records/book_records.h"

#include <algorithm>

#include "hub/target_records/book_import.h"
#include "hub/target_records/book_words.h"
#include "hub/targets/calendar.h"
#include "hub/targets/progress.h"
#include "hub/targets/rank.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

constexpr const char* kSample = "hangzhou-2016-counties-sample";
constexpr std::int32_t kYear = 2016;

class TargetRecordsTest : public HubTest {
 protected:
  Result<WriteCount> import(const std::string& file, std::int32_t year = kYear) {
    MINSYNC_ASSIGN(const auto stored, read_stored_books(*store_, context(), year));
    MINSYNC_ASSIGN(const auto book, open_target_book(file, stored, year));
    WriteCount count;
    MINSYNC_TRY(run_in_transaction(*store_, [&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(count, import_target_book(s, context(), *identity_, book, year));
      return {};
    }));
    return count;
  }
  TargetBook stored() { return read_stored_books(*store_, context(), kYear).value().at(0); }

  // The record of one county's report of the year's last day.
  RecordId report_of(const TargetBook& book, const std::string& indicator, const std::string& county) {
    const auto found = std::ranges::find_if(book.progress, [&](const TargetProgress& progress) {
      return progress.indicator == indicator && progress.county == county && progress.as_of_day == last_day_of(kYear);
    });
    return RecordId{*Uuid::parse(found->id)};
  }

  // The county's own computer corrects its report.
  void correct(RecordId id, std::int64_t units) {
    const Form& progress = form("target_progress");
    const auto record = store_->records().load(progress, id).value().value();
    const Field& value = *progress.field("value");
    auto edit = set(b_, progress, "value", units, record.state.version, {record.shown.at(value.number)});
    edit.record = id;
    send(b_, {edit});
  }
};

void expect_same(const IndicatorProgress& a, const IndicatorProgress& b) {
  EXPECT_EQ(a.indicator, b.indicator);
  EXPECT_EQ(a.county, b.county);
  const auto place = a.indicator + " " + a.county;
  EXPECT_EQ(a.target, b.target) << place;
  EXPECT_EQ(a.value, b.value) << place;
  EXPECT_EQ(a.raw_rate, b.raw_rate) << place;
  EXPECT_EQ(a.due_rate, b.due_rate) << place;
  EXPECT_EQ(a.published_rate, b.published_rate) << place;
  EXPECT_EQ(a.standing, b.standing) << place;
  EXPECT_EQ(a.done_day, b.done_day) << place;
  EXPECT_EQ(a.aggregated, b.aggregated) << place;
  EXPECT_EQ(a.counties_reported, b.counties_reported) << place;
  EXPECT_EQ(a.evidence, b.evidence) << place;
  EXPECT_EQ(a.sample, b.sample) << place;
}

TEST_F(TargetRecordsTest, ProgressOfTheRecordsIsProgressOfTheFile) {
  ASSERT_TRUE(import(kSample));
  const auto file = read_target_book(*built_in_book(kSample), kSample).value();
  const auto book = stored();
  EXPECT_EQ(book.notice, file.notice);
  for (const char* day : {"2015-12-31", "2016-03-31", "2016-08-15", "2016-12-31", "2026-01-01"}) {
    const auto on = *parse_target_day(day);
    const auto wanted = measure_progress(file, file.progress, on);
    const auto got = measure_progress(book, book.progress, on);
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) expect_same(got[i], wanted[i]);
  }
}

TEST_F(TargetRecordsTest, RankingOfTheRecordsIsRankingOfTheFile) {
  ASSERT_TRUE(import(kSample));
  const auto file = read_target_book(*built_in_book(kSample), kSample).value();
  const auto book = stored();
  for (const char* day : {"2016-06-30", "2016-12-31"}) {
    const auto on = *parse_target_day(day);
    const auto wanted = rank_counties(file, file.progress, on);
    const auto got = rank_counties(book, book.progress, on);
    ASSERT_EQ(got.size(), wanted.size());
    ASSERT_EQ(got.size(), 13u);
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].county, wanted[i].county);
      EXPECT_EQ(got[i].rank, wanted[i].rank);
      EXPECT_EQ(got[i].total, wanted[i].total);
      EXPECT_EQ(got[i].bonus, wanted[i].bonus);
      EXPECT_EQ(got[i].parts.size(), wanted[i].parts.size());
      EXPECT_EQ(book.counties.at(got[i].county), file.counties.at(got[i].county));
    }
  }
}

TEST_F(TargetRecordsTest, TheSameFileAgainChangesNothing) {
  const auto first = import(kSample).value();
  EXPECT_GT(first.created, 0u);
  EXPECT_EQ(first.changed + first.unchanged, 0u);
  const auto again = import(kSample).value();
  EXPECT_EQ(again.created, 0u);
  EXPECT_EQ(again.changed, 0u);
  EXPECT_EQ(again.unchanged, first.created);
}

// First the book as published, later its allotments: the items are not doubled, and the rules come with the latter.
TEST_F(TargetRecordsTest, AllotmentsComeToTheBookThatIsThere) {
  const auto book = import("hangzhou-2016").value();
  EXPECT_TRUE(stored().allotments.empty());
  const auto with = import(kSample).value();
  EXPECT_EQ(with.unchanged, book.created - 1);
  EXPECT_EQ(with.changed, 1u);
  EXPECT_EQ(stored().items.size(), 10u);
  EXPECT_EQ(stored().scoring.bonus, Points{500});
  EXPECT_EQ(import("hangzhou-2016").value().changed, 0u);
  EXPECT_EQ(stored().scoring.bonus, Points{500});
}

TEST_F(TargetRecordsTest, TwoBooksOfOneYearStandBesideEachOther) {
  ASSERT_TRUE(import("hangzhou-2016"));
  const auto plan = import("hangzhou-2016-2020").value();
  EXPECT_EQ(plan.changed, 0u);
  const auto books = read_stored_books(*store_, context(), kYear).value();
  ASSERT_EQ(books.size(), 2u);
  EXPECT_EQ(books[0].items.size(), 10u);
}

TEST_F(TargetRecordsTest, ACountysCorrectionCountsAndStaysWhenTheFileComesAgain) {
  ASSERT_TRUE(import(kSample));
  const auto id = report_of(stored(), "new_beds", "330106");
  correct(id, 600 * kAmountScale);
  const auto book = stored();
  const auto scores = rank_counties(book, book.progress, last_day_of(kYear));
  const auto county = std::ranges::find(scores, "330106", &CountyScore::county);
  const auto part = std::ranges::find(county->parts, "new_beds", &ScorePart::indicator);
  EXPECT_EQ(part->value, Amount{600 * kAmountScale});

  const auto again = import(kSample).value();
  EXPECT_EQ(again.kept, 1u);
  EXPECT_EQ(again.changed, 0u);
  EXPECT_EQ(report_of(stored(), "new_beds", "330106"), id);
  EXPECT_EQ(store_->records()
                .load(form("target_progress"), id)
                .value()
                ->shown.at(form("target_progress").field("value")->number),
            FieldValue(std::int64_t{600 * kAmountScale}));
}

// The count behind a share would otherwise contradict the share that the county wrote.
TEST_F(TargetRecordsTest, TheCountBehindAShareGoesWithTheShareItGave) {
  ASSERT_TRUE(import(kSample));
  const auto has_part = [&] {
    const auto book = stored();
    return std::ranges::count_if(book.progress, [](const TargetProgress& progress) {
      return progress.part && progress.county == "330106" && progress.as_of_day == last_day_of(kYear);
    });
  };
  const auto before = has_part();
  ASSERT_GT(before, 0);
  const auto book = stored();
  const auto share = std::ranges::find_if(book.progress, [](const TargetProgress& progress) {
    return progress.part && progress.county == "330106" && progress.as_of_day == last_day_of(kYear);
  });
  correct(RecordId{*Uuid::parse(share->id)}, share->value->value + kAmountScale);
  EXPECT_EQ(has_part(), before - 1);
}

TEST_F(TargetRecordsTest, AYearWithoutTargetsIsBadInputAndWritesNothing) {
  const auto count = import("hangzhou-2016", 2017);
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().id, "targets.no_items_of_year");
  EXPECT_TRUE(read_stored_books(*store_, context(), 2017).value().empty());
}

TEST_F(TargetRecordsTest, AnUnknownFileIsToldWithTheBooksThereAre) {
  const auto count = import("/nowhere/book.yaml");
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().id, "targets.no_such_file");
  EXPECT_NE(count.error().args.at(1).find("hangzhou-2016"), std::string::npos);
}

TEST(ResultWordsTest, StateAndEvidenceAreFoundAgain) {
  for (const auto state : {TextState::done, TextState::not_done, TextState::not_reported}) {
    for (const std::string evidence : {"", "杭民发〔2016〕223号:附件", "7月1日起"}) {
      const auto words = words_of_result(state, evidence);
      EXPECT_EQ(parse_text_state(words), state) << words;
      EXPECT_EQ(evidence_in(words), evidence) << words;
    }
  }
}

}  // namespace
}  // namespace minsync::review_test
