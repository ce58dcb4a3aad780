#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/forms/characters.h"
#include "shared/forms/decimal.h"
#include "shared/forms/disclosure.h"
#include "shared/forms/validation.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

const Form& household() {
  static const FormCatalogue forms = FormCatalogue::load().value();
  return **forms.get("dibao_household");
}
const Field& field(std::string_view name) {
  return *household().field(name);
}

const Field& reference_field() {
  static const Field made = [] {
    Field f;
    f.number = {1};
    f.name = "household";
    f.type = FieldType::reference;
    f.label = {"家庭", "Household"};
    return f;
  }();
  return made;
}

std::int64_t number(std::string_view name, std::string_view typed) {
  const auto value = parse_value(field(name), typed);
  EXPECT_TRUE(value.has_value()) << typed;
  const auto* units = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  EXPECT_NE(units, nullptr) << typed;
  return units == nullptr ? INT64_MIN : *units;
}

std::string fault(std::string_view name, std::string_view typed) {
  const auto value = parse_value(field(name), typed);
  if (value) return "accepted";
  EXPECT_EQ(value.error().kind, FaultKind::bad_input);
  EXPECT_EQ(value.error().args.at(0), field(name).label.zh);
  EXPECT_EQ(value.error().args.at(1), field(name).label.en);
  return value.error().id;
}

TEST(ParseValueTest, DecimalsAreScaledIntegers) {
  EXPECT_EQ(number("income_per_head", "12.5"), 1250);
  EXPECT_EQ(number("income_per_head", " 12 "), 1200);
  EXPECT_EQ(number("income_per_head", "-0.05"), -5);
  EXPECT_EQ(number("income_per_head", "+819.00"), 81900);
  EXPECT_EQ(number("income_per_head", "１２．５０"), 1250);
  EXPECT_EQ(number("income_per_head", "\u3000\uff0d12.5\u00a0"), -1250);
  EXPECT_EQ(number("income_per_head", "1,234,567.8"), 123456780);
  EXPECT_EQ(number("income_per_head", "000012.50"), 1250);
  EXPECT_EQ(number("income_per_head", "9999999999999999.99"), 999999999999999999);
}

TEST(ParseValueTest, NoDigitIsEverLost) {
  EXPECT_EQ(fault("income_per_head", "12.505"), "forms.value_places");
  EXPECT_EQ(fault("income_per_head", "12.500"), "forms.value_places");
  EXPECT_EQ(fault("member_count", "3.0"), "forms.value_whole");
  EXPECT_EQ(fault("income_per_head", "99999999999999999.99"), "forms.value_too_big");
  EXPECT_EQ(fault("member_count", "99999999999999999999999999"), "forms.value_too_big");
}

TEST(ParseValueTest, WhatIsNoNumberIsRefused) {
  for (const auto* typed : {"abc", "1e5", "0x10", "--1", "1.", ".5", "1.2.3", "12,5", "1,23", ",123", "12元", "1 2",
                            "-", "NaN", "1,2345"}) {
    EXPECT_EQ(fault("income_per_head", typed), "forms.value_number") << typed;
  }
}

TEST(ParseValueTest, DatesComeInFourShapes) {
  const auto day = *day_of(2016, 3, 1);
  for (const auto* typed : {"2016-03-01", "2016/3/1", "20160301", "2016年3月1日", "2016年03月01日", "2016.3.1",
                            "２０１６-０３-０１", "2016 年 3 月 1 日"}) {
    EXPECT_EQ(number("applied_on", typed), day) << typed;
  }
}

TEST(ParseValueTest, DaysThatDoNotExistAreRefused) {
  EXPECT_EQ(fault("applied_on", "2016-02-30"), "forms.value_no_such_day");
  EXPECT_EQ(fault("applied_on", "20150229"), "forms.value_no_such_day");
  EXPECT_EQ(fault("applied_on", "2016年13月1日"), "forms.value_no_such_day");
  EXPECT_EQ(fault("applied_on", "0216-03-01"), "forms.value_year");
  for (const auto* typed :
       {"16-03-01", "2016-03", "yesterday", "2016-3-1-1", "2016-003-01", "42430", "1/3/2016", "2016--1"}) {
    EXPECT_EQ(fault("applied_on", typed), "forms.value_date") << typed;
  }
}

TEST(ParseValueTest, OptionsAreNamesOrLabelsOfEitherLanguage) {
  for (const auto* typed : {"urban", "城镇", "Urban", "URBAN", " 城镇 "}) {
    EXPECT_EQ(parse_value(field("household_kind"), typed), FieldValue{"urban"}) << typed;
  }
  for (const auto* typed : {"A", "a", "Ａ", "A类", "Category A"}) {
    EXPECT_EQ(parse_value(field("category"), typed), FieldValue{"A"}) << typed;
  }
  EXPECT_EQ(fault("category", "D"), "forms.value_option");
  EXPECT_EQ(fault("category", "A B"), "forms.value_option");
}

TEST(ParseValueTest, SeveralOptionsAreSortedEachOnce) {
  const FieldValue expected = Options{"illness", "study"};
  for (const auto* typed : {"study illness", "因病 因学", "因学、因病", "因学;因病", "因学\uff1b因病",
                            "illness,study,illness", "因学\uff0cIllness", "  illness   study "}) {
    EXPECT_EQ(parse_value(field("cause"), typed), expected) << typed;
  }
  EXPECT_EQ(parse_value(field("cause"), "、;"), FieldValue{Null{}});
  EXPECT_EQ(fault("cause", "illness stdy"), "forms.value_option");
}

TEST(ParseValueTest, AFaultNamesTheNearestOption) {
  const auto value = parse_value(field("cause"), "stdy");
  EXPECT_TRUE(value.error().args.back().starts_with("study(因学)")) << value.error().args.back();
}

TEST(ParseValueTest, NothingTypedIsNull) {
  for (const auto& f : household().fields) {
    for (const auto* typed : {"", "   ", "\u3000\t\r\n", "\ufeff"})
      EXPECT_EQ(parse_value(f, typed), FieldValue{Null{}});
  }
}

TEST(ParseValueTest, TextIsComposedAndKeepsItsInside) {
  EXPECT_EQ(parse_value(field("householder"), "  e\u0301 · 张 "), FieldValue{"\u00e9 · 张"});
  EXPECT_EQ(parse_value(field("address"), "文三路１２号"), FieldValue{"文三路１２号"});
  EXPECT_EQ(parse_value(field("survey_opinion"), "一\r\n二"), FieldValue{"一\n二"});
}

TEST(ParseValueTest, TextIsBoundedInCharacters) {
  std::string fifty;
  for (int i = 0; i < 50; ++i) fifty += "民";
  EXPECT_TRUE(parse_value(field("householder"), fifty).has_value());
  EXPECT_EQ(fault("householder", fifty + "民"), "forms.value_too_long");
  EXPECT_EQ(fault("householder", std::string(10'000'000, 'a')), "forms.value_too_long");
  EXPECT_EQ(fault("member_count", std::string(10'000, '1')), "forms.value_too_long");
  EXPECT_EQ(fault("householder",
                  "a\x01"
                  "b"),
            "forms.value_control");
  EXPECT_EQ(parse_value(field("householder"), "\xff").error().id, "common.not_utf8");
  EXPECT_EQ(parse_value(field("householder"), std::string_view("a\0b", 3)).error().id, "common.not_utf8");
}

TEST(ParseValueTest, SignsThatNobodySeesAreRefusedInTexts) {
  for (const char32_t sign :
       {0x7FU, 0x80U, 0x9FU, 0x61CU, 0x200BU, 0x200EU, 0x200FU, 0x2028U, 0x202AU, 0x202EU, 0x2066U, 0x2069U, 0xFEFFU}) {
    std::string text = "张";
    if (sign < 0x80) {
      text += static_cast<char>(sign);
    } else if (sign < 0x800) {
      text += {static_cast<char>(0xC0 | sign >> 6), static_cast<char>(0x80 | (sign & 0x3F))};
    } else {
      text += {static_cast<char>(0xE0 | sign >> 12), static_cast<char>(0x80 | (sign >> 6 & 0x3F)),
               static_cast<char>(0x80 | (sign & 0x3F))};
    }
    EXPECT_EQ(fault("householder", text + "三"), "forms.value_control") << static_cast<unsigned>(sign);
    EXPECT_EQ(check_type(field("householder"), FieldValue{text + "三"}).error().id, "forms.value_control");
  }
  for (const auto* good : {"阿依古丽·买买提", "“张三”—李四…", "می‌خواهم", "é 　１"}) {
    EXPECT_TRUE(parse_value(field("householder"), good)) << good;
  }
}

TEST(ParseValueTest, IdentityNumbersAreNormalisedAndNotJudged) {
  const FieldValue expected = std::string("11010519491231002X");
  for (const auto* typed :
       {"11010519491231002X", "11010519491231002x", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"}) {
    EXPECT_EQ(parse_value(field("id_number"), typed), expected) << typed;
  }
  EXPECT_TRUE(parse_value(field("id_number"), "110105194912310021").has_value());
}

TEST(ParseValueTest, ReferencesAreRecordIds) {
  const auto id = *Uuid::parse("0190a3c4-6b1e-7d2f-8a3b-4c5d6e7f8091");
  EXPECT_EQ(parse_value(reference_field(), "0190A3C4-6b1e-7d2f-8a3b-4c5d6e7f8091"), FieldValue{RecordId{id}});
  for (const auto* typed : {"0190a3c4", "00000000-0000-0000-0000-000000000000", "张三"}) {
    EXPECT_EQ(parse_value(reference_field(), typed).error().id, "forms.value_reference") << typed;
  }
}

class RandomValues {
 public:
  FieldValue of(const Field& f) {
    switch (f.type) {
      case FieldType::text:
        return text(f);
      case FieldType::integer:
      case FieldType::decimal:
        return magnitude();
      case FieldType::date:
        return static_cast<std::int64_t>(*day_of(1800, 1, 1)) + below(400 * 365);
      case FieldType::select_one:
        return f.options[static_cast<std::size_t>(below(static_cast<std::int64_t>(f.options.size())))].name;
      case FieldType::select_multiple:
        return options(f);
      case FieldType::id_number:
        return std::string("11010519491231002X");
      case FieldType::file:
        return "sha256:" + std::string(64, 'a') + ":17:照片.jpg";
      case FieldType::reference:
        break;
    }
    return RecordId{Uuid::version7(static_cast<std::uint64_t>(below(1LL << 40)), {1, 2, 3})};
  }

 private:
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }
  std::int64_t magnitude() {
    std::int64_t limit = 1;
    for (auto digits = below(18); digits >= 0; --digits) limit *= 10;
    return below(limit) * (below(2) == 0 ? 1 : -1);
  }
  FieldValue text(const Field& f) {
    const std::vector<std::string> pieces = {"张", "𠮷", "a", "9", "·", "é", "、", "'", "\"", ",", "%", "～"};
    std::string out = "x";
    for (auto n = below(std::min(f.max_length - 1, 100)); n > 0; --n) {
      out += pieces[static_cast<std::size_t>(below(static_cast<std::int64_t>(pieces.size())))];
    }
    return out;
  }
  FieldValue options(const Field& f) {
    Options out;
    for (const auto& option : f.options) {
      if (below(2) == 0) out.push_back(option.name);
    }
    std::sort(out.begin(), out.end());
    if (out.empty()) return Null{};
    return out;
  }
  std::mt19937_64 random_{20160701};
};

TEST(FormatValueTest, WhatIsFormattedParsesToTheSameValue) {
  RandomValues random;
  std::vector<Field> fields = household().fields;
  fields.push_back(reference_field());
  for (int round = 0; round < 2000; ++round) {
    for (const auto& f : fields) {
      const FieldValue value = random.of(f);
      ASSERT_TRUE(check_type(f, value).has_value()) << f.name << " " << format_value(f, value);
      const auto parsed = parse_value(f, format_value(f, value));
      ASSERT_TRUE(parsed.has_value()) << f.name << " " << format_value(f, value);
      ASSERT_EQ(*parsed, value) << f.name << " " << format_value(f, value);
    }
  }
}

TEST(FormatValueTest, DecimalsShowAllTheirPlaces) {
  EXPECT_EQ(format_value(field("income_per_head"), FieldValue{std::int64_t{1250}}), "12.50");
  EXPECT_EQ(format_value(field("income_per_head"), FieldValue{std::int64_t{-5}}), "-0.05");
  EXPECT_EQ(format_value(field("income_per_head"), FieldValue{std::int64_t{0}}), "0.00");
  EXPECT_EQ(format_value(field("member_count"), FieldValue{std::int64_t{3}}), "3");
  EXPECT_EQ(format_value(field("applied_on"), FieldValue{std::int64_t{*day_of(2016, 3, 1)}}), "2016-03-01");
  EXPECT_EQ(format_value(field("cause"), FieldValue{Options{"illness", "study"}}), "illness study");
  EXPECT_EQ(format_value(field("phone"), FieldValue{Null{}}), "");
}

TEST(FormatValueTest, PeopleSeeLabelsInTheFormsOrder) {
  const FieldValue causes = Options{"disability", "illness", "something_newer"};
  EXPECT_EQ(show_value(field("cause"), causes, Language::zh), "因病、因残、something_newer");
  EXPECT_EQ(show_value(field("cause"), causes, Language::en), "Illness, Disability, something_newer");
  EXPECT_EQ(show_value(field("category"), FieldValue{"A"}, Language::zh), "A类");
}

TEST(MaskValueTest, OnlySensitiveFieldsAreMasked) {
  EXPECT_EQ(mask_value(field("address"), "文三路 12 号"), "文三路 12 号");
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"id_number", "11010519491231002X"}, {"phone", "13812345678"}, {"bank_account", "6222021202001234567"}}) {
    const auto masked = mask_value(field(name), value);
    EXPECT_NE(masked, value);
    EXPECT_NE(masked.find('*'), std::string::npos);
    EXPECT_EQ(masked.find(value.substr(5, 6)), std::string::npos) << masked;
  }
}

TEST(CheckTypeTest, ValuesOfOtherKindsAndUnknownOptionsAreRefused) {
  const auto refused = [](std::string_view name, const FieldValue& value) {
    const auto status = check_type(field(name), value);
    return status ? std::string() : status.error().id;
  };
  EXPECT_EQ(refused("householder", std::int64_t{1}), "forms.value_kind");
  EXPECT_EQ(refused("member_count", "3"), "forms.value_kind");
  EXPECT_EQ(refused("cause", "illness"), "forms.value_kind");
  EXPECT_EQ(refused("category", Options{"A"}), "forms.value_kind");
  EXPECT_EQ(refused("category", "D"), "forms.value_unknown_option");
  EXPECT_EQ(refused("cause", Options{"study", "illness"}), "forms.value_not_normal");
  EXPECT_EQ(refused("cause", Options{"illness", "illness"}), "forms.value_not_normal");
  EXPECT_EQ(refused("cause", Options{}), "forms.value_not_normal");
  EXPECT_EQ(refused("householder", "e\u0301"), "forms.value_not_normal");
  EXPECT_EQ(refused("householder", ""), "forms.value_not_normal");
  EXPECT_EQ(refused("householder", std::string(51, 'a')), "forms.value_too_long");
  EXPECT_EQ(refused("member_count", INT64_MAX), "forms.value_too_big");
  EXPECT_EQ(refused("applied_on", std::int64_t{10'000'000}), "forms.value_year");
  EXPECT_EQ(refused("householder", Null{}), "");
}

TEST(DecimalTest, TextAndNumberAgree) {
  EXPECT_EQ(decimal_text(INT64_MIN, 2), "-92233720368547758.08");
  EXPECT_EQ(decimal_text(5, 6), "0.000005");
  std::mt19937_64 random(7);
  for (int i = 0; i < 10'000; ++i) {
    const auto units = static_cast<std::int64_t>(random() % 1'000'000'000'000) - 500'000'000'000;
    const int scale = static_cast<int>(random() % 7);
    const auto back = parse_decimal(decimal_text(units, scale));
    ASSERT_TRUE(back.has_value());
    ASSERT_EQ(back->units, units);
    ASSERT_EQ(back->scale, scale);
  }
}

TEST(CharactersTest, CountsCharactersNotBytes) {
  EXPECT_EQ(character_count("张𠮷a"), 3U);
  EXPECT_EQ(character_count("\xff\xff"), 2U);
  EXPECT_EQ(shortened("民政同步", 2), "民政…");
  EXPECT_EQ(trim_blanks(" \u3000a b\u00a0\n"), "a b");
  EXPECT_EQ(half_width("ＡＢ\uff0e１\u3000！"), "AB.1 !");
}

}  // namespace
}  // namespace minsync
