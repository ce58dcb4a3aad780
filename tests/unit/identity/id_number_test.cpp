#include <gtest/gtest.h>

#include <random>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

const std::int32_t kToday = *day_of(2026, 11, 1);

IdNumberFault check(std::string_view text) {
  return check_id_number(text, kToday);
}

std::string valid_number(std::mt19937& random) {
  const std::int32_t first = *day_of(1900, 1, 1);
  const auto day = static_cast<std::int32_t>(first + static_cast<std::int32_t>(random() % 45000));
  auto birthday = day_text(day);
  std::erase(birthday, '-');
  const auto area = std::to_string(110000 + random() % 550000);
  auto order = std::to_string(random() % 1000);
  order.insert(0, 3 - order.size(), '0');
  auto text = area + birthday + order;
  return text + id_check_digit(text);
}

TEST(IdNumberTest, PublishedSamplesAreValid) {
  IdNumber woman, man;
  EXPECT_EQ(check_id_number("11010519491231002X", kToday, &woman), IdNumberFault::none);
  EXPECT_EQ(woman.area, "110105");
  EXPECT_EQ(day_text(woman.birth_day), "1949-12-31");
  EXPECT_FALSE(woman.male);
  EXPECT_EQ(check_id_number("440524188001010014", kToday, &man), IdNumberFault::none);
  EXPECT_EQ(day_text(man.birth_day), "1880-01-01");
  EXPECT_TRUE(man.male);
  EXPECT_EQ(man.digits, 18);
}

TEST(IdNumberTest, EverySubstitutionAndSwapIsFound) {
  std::mt19937 random(20261101);
  for (int n = 0; n < 10000; ++n) {
    const auto number = valid_number(random);
    ASSERT_EQ(check(number), IdNumberFault::none) << number;
    for (std::size_t i = 0; i < number.size(); ++i) {
      for (const char c : std::string_view("0123456789X")) {
        auto wrong = number;
        wrong[i] = c;
        if (wrong != number) {
          ASSERT_NE(check(wrong), IdNumberFault::none) << number << " as " << wrong;
        }
      }
      auto swapped = number;
      if (i + 1 < number.size()) std::swap(swapped[i], swapped[i + 1]);
      if (swapped != number) {
        ASSERT_NE(check(swapped), IdNumberFault::none) << number << " as " << swapped;
      }
    }
  }
}

TEST(IdNumberTest, FaultsAreToldApart) {
  EXPECT_EQ(check(""), IdNumberFault::length);
  EXPECT_EQ(check("11010519491231002"), IdNumberFault::length);
  EXPECT_EQ(check("11010519491231002XX"), IdNumberFault::length);
  EXPECT_EQ(check(std::string(100000, '1')), IdNumberFault::length);
  EXPECT_EQ(check("1101051949123100二X"), IdNumberFault::characters);
  EXPECT_EQ(check("1101051949123X0021"), IdNumberFault::characters);
  EXPECT_EQ(check("11010519491231002x"), IdNumberFault::characters);
  EXPECT_EQ(check("11010549123100X"), IdNumberFault::characters);
  EXPECT_EQ(check("110105194902300021"), IdNumberFault::birthday);
  EXPECT_EQ(check("110105184912310021"), IdNumberFault::birthday);
  EXPECT_EQ(check("110105194912310021"), IdNumberFault::check_digit);
}

TEST(IdNumberTest, BirthdayMayBeTodayButNotTomorrow) {
  const std::string newborn = "33010620261101001";
  const auto number = newborn + id_check_digit(newborn);
  EXPECT_EQ(check_id_number(number, kToday), IdNumberFault::none);
  EXPECT_EQ(check_id_number(number, kToday - 1), IdNumberFault::birthday);
}

TEST(IdNumberTest, LeapDayOnlyInLeapYears) {
  const auto with_day = [](std::string day) {
    const auto first17 = "330106" + day + "001";
    return check(first17 + id_check_digit(first17));
  };
  EXPECT_EQ(with_day("20000229"), IdNumberFault::none);
  EXPECT_EQ(with_day("19000229"), IdNumberFault::birthday);
  EXPECT_EQ(with_day("19840229"), IdNumberFault::none);
  EXPECT_EQ(with_day("19850229"), IdNumberFault::birthday);
}

TEST(IdNumberTest, FifteenDigitsMeanTheTwentiethCenturyAndHaveNoCheckDigit) {
  IdNumber read;
  EXPECT_EQ(check_id_number("110105491231002", kToday, &read), IdNumberFault::none);
  EXPECT_EQ(day_text(read.birth_day), "1949-12-31");
  EXPECT_EQ(read.digits, 15);
  EXPECT_FALSE(read.male);
  EXPECT_EQ(check("110105490230002"), IdNumberFault::birthday);
}

TEST(IdNumberTest, CentenariansOfThe1989StandardWereBornInThe1800s) {
  IdNumber read;
  EXPECT_EQ(check_id_number("330106880101999", kToday, &read), IdNumberFault::none);
  EXPECT_EQ(day_text(read.birth_day), "1888-01-01");
}

TEST(IdNumberTest, SpreadsheetsRoundingIsNamedAsSuch) {
  EXPECT_EQ(check("440524188001010000"), IdNumberFault::spreadsheet);
  EXPECT_EQ(check("4.40524188001010E+17"), IdNumberFault::spreadsheet);
  EXPECT_EQ(check("3.30106E+17"), IdNumberFault::spreadsheet);
  EXPECT_EQ(check("3E5"), IdNumberFault::length);
  EXPECT_EQ(check("440524188001010010"), IdNumberFault::check_digit);
}

TEST(IdNumberTest, TailOfZerosIsFineWhenTheCheckDigitFits) {
  std::string number;
  for (int area = 330100; area < 330200 && number.empty(); ++area) {
    const auto first17 = std::to_string(area) + "19900101" + "000";
    if (id_check_digit(first17) == '0') number = first17 + '0';
  }
  ASSERT_FALSE(number.empty());
  EXPECT_EQ(check(number), IdNumberFault::none);
}

TEST(IdNumberTest, OverriddenNumberIsStillRead) {
  IdNumber read;
  EXPECT_EQ(check_id_number("110105194912310021", kToday, &read), IdNumberFault::check_digit);
  EXPECT_EQ(read.text, "110105194912310021");
  EXPECT_EQ(read.area, "110105");
  EXPECT_EQ(day_text(read.birth_day), "1949-12-31");
}

TEST(IdNumberTest, NormalisingUndoesWhatKeyboardsAndSpreadsheetsDo) {
  EXPECT_EQ(normalise_id_number("１１０１０５１９４９１２３１００２ｘ"), "11010519491231002X");
  EXPECT_EQ(normalise_id_number("11010519491231002x"), "11010519491231002X");
  EXPECT_EQ(normalise_id_number(" 110105 19491231\t002X\u3000\n"), "11010519491231002X");
  EXPECT_EQ(normalise_id_number("\uFEFF110105\u200B19491231\u00A0002X"), "11010519491231002X");
  EXPECT_EQ(normalise_id_number(""), "");
  EXPECT_EQ(normalise_id_number("无"), "无");
  EXPECT_EQ(normalise_id_number("1\xFF\x80"), "1\xFF\x80");
}

}  // namespace
}  // namespace minsync
