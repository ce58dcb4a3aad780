#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/text/text.h"
#include "tests/unit/targets/books.h"

namespace minsync {
namespace {

const std::string kHead = "book: b\ntitle: t\nyear: 2016\ncity: 330100\nsource: {title: s}\n";

std::string with_indicator(const std::string& fields) {
  return kHead + "headings:\n  - heading: h\n    items:\n      - number: 1\n        name: n\n        indicators:\n" +
         "          - {key: k, name: n, " + fields + "}\n";
}

// The first detail's id and line.
std::string first_fault(const std::string& yaml) {
  const auto book = read_target_book(yaml, "book.yaml");
  if (book) return "none";
  if (book.error().details.empty()) return book.error().id + ":" + book.error().args.at(1);
  const auto& fault = book.error().details[0];
  EXPECT_EQ(fault.args.at(0), "book.yaml");
  EXPECT_NE(say(Language::zh, fault.id), fault.id);
  return fault.id + ":" + fault.args.at(1);
}

TEST(BookReaderTest, FaultsNameTheLineAndWhatIsWrong) {
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: 5250")), "none");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: 52.12345")), "targets.bad_number:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: -5")), "targets.negative:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: 0")), "targets.zero_target:12");
  EXPECT_EQ(first_fault(with_indicator("kind: least, target: 5")), "targets.bad_choice:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least")), "targets.missing_key:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: 5, targt: 6")), "targets.unknown_key:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: 5, target: 6")), "targets.duplicate:12");
  EXPECT_EQ(first_fault(with_indicator("kind: at_least, target: [5]")), "targets.not_a_value:12");
  EXPECT_EQ(first_fault(with_indicator("kind: date, target: 2016-02-30")), "targets.bad_date:12");
  EXPECT_EQ(first_fault(with_indicator("kind: text, target: x, result: maybe")), "targets.bad_choice:12");
  EXPECT_EQ(first_fault(with_indicator("kind: text, target: x, combine: sum")), "targets.combine_unfit:12");
  EXPECT_EQ(first_fault(with_indicator("kind: text, years: {2017: {target: x}}")), "targets.year_outside:12");
  EXPECT_EQ(first_fault(kHead), "targets.missing_key:1");
  EXPECT_EQ(first_fault("- a\n- b\n"), "targets.not_a_map:1");
  EXPECT_EQ(first_fault(""), "targets.not_a_map:1");
  EXPECT_EQ(first_fault(kHead + "headings: [\n"), "targets.not_yaml:7");
}

TEST(BookReaderTest, AllFaultsAreToldAtOnce) {
  const auto book = read_target_book(with_indicator("kind: least, target: x, weight: -1, due: soon"), "f");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().kind, FaultKind::bad_input);
  EXPECT_EQ(book.error().id, "targets.bad_book");
  EXPECT_EQ(book.error().details.size(), 3U);
  EXPECT_EQ(book.error().args.at(1), "3");
}

TEST(BookReaderTest, ResultsAreReadByKind) {
  const auto number = read_target_book(with_indicator("kind: at_least, target: 9.2万, result: 10.5万"), "f").value();
  EXPECT_EQ(number.progress.at(0).value, whole(105'000));
  EXPECT_EQ(number.progress.at(0).as_of_day, day("2016-12-31"));
  const auto date = read_target_book(with_indicator("kind: date, target: 2016-06-30, result: 2016-05-01"), "f").value();
  EXPECT_EQ(date.progress.at(0).done_day, day("2016-05-01"));
  EXPECT_EQ(date.indicators.at(0).due_day, day("2016-06-30"));
  const auto text = read_target_book(with_indicator("kind: text, target: x, result: not_done"), "f").value();
  EXPECT_EQ(text.progress.at(0).text, TextState::not_done);
}

TEST(BookReaderTest, AllotmentsExtendAnotherBook) {
  const auto base = read_target_book(with_indicator("kind: percentage, target: 2"), "base").value();
  const std::string head = "book: a\nextends: b\ntitle: t\ncounties: {330102: 上城区}\nallotments:\n";
  const auto good = read_target_book(
      head + "  - {indicator: k, weight: 3, counties: {330102: {target: 2, base: 300, parts: {2016-06-30: 7}}}}\n", "a",
      &base);
  ASSERT_TRUE(good) << say(Language::en, good.error());
  EXPECT_EQ(good->allotments.at(0).weight, whole(3));
  EXPECT_EQ(format_amount(*good->progress.at(0).value), "2.3333");
  EXPECT_FALSE(good->progress.at(0).sample);
  const auto fault = [&](const std::string& block) {
    const auto book = read_target_book(head + "  - " + block + "\n", "a", &base);
    return book ? std::string("none") : book.error().details.at(0).id;
  };
  EXPECT_EQ(fault("{indicator: x, counties: {330102: {target: 2}}}"), "targets.unknown_indicator");
  EXPECT_EQ(fault("{indicator: k, counties: {330999: {target: 2}}}"), "targets.unknown_county");
  EXPECT_EQ(fault("{indicator: k, counties: {330102: {}}}"), "targets.missing_key");
  EXPECT_EQ(fault("{indicator: k, counties: {330102: {target: 2, parts: {2016-06-30: 7}}}}"),
            "targets.part_without_base");
  EXPECT_EQ(fault("{indicator: k, counties: {330102: {target: 2, results: {2016-6-30: 7}}}}"), "targets.bad_date");
}

TEST(BookReaderTest, AnUnknownBookToExtendIsNamed) {
  const auto book = read_target_book("book: a\nextends: nowhere\ntitle: t\n", "a");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().details.at(0).id, "targets.unknown_book");
  EXPECT_NE(book.error().details.at(0).args.at(3).find("hangzhou-2016"), std::string::npos);
}

TEST(BookReaderTest, TooLargeFilesAndOtherEncodingsAreRefused) {
  EXPECT_EQ(read_target_book(std::string(kMaxBookBytes + 1, ' '), "f").error().id, "targets.file_too_large");
  EXPECT_EQ(read_target_book("book: \xC4\xBF\xB1\xEA\n", "f").error().id, "common.not_utf8");
}

// Whatever happens to a file, reading it ends in a book or in a fault.
TEST(BookReaderTest, DamagedFilesNeverDoHarm) {
  std::mt19937_64 random(4);
  const std::string original(built_in_book("hangzhou-2016-2020").value());
  int refused = 0;
  for (int i = 0; i < 150; ++i) {
    auto damaged = original;
    for (int k = 0; k < 3; ++k) {
      const auto at = random() % damaged.size();
      if (random() % 2 == 0) {
        damaged.erase(at, random() % 40);
      } else {
        damaged[at] = " :-[]{}&*!\n\"'9x"[random() % 15];
      }
    }
    const auto book = read_target_book(damaged, "damaged");
    refused += book ? 0 : 1;
    const bool told = book || book.error().kind == FaultKind::bad_input;
    EXPECT_TRUE(told);
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace minsync
