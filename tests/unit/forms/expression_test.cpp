#include "shared/forms/expression.h"

#include <gtest/gtest.h>

#include <map>

#include "shared/identity/identity.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

using Kind = ExpressionValue::Kind;

ExpressionValue number(std::int64_t units, int scale = 0) {
  return {Kind::number, units, scale, {}, {}};
}
ExpressionValue text(std::string value) {
  return {Kind::text, 0, 0, std::move(value), {}};
}

const std::int64_t kToday = *day_of(2016, 7, 1);

ExpressionValue look_up(std::string_view name) {
  static const std::map<std::string, ExpressionValue, std::less<>> known = {
      {".", number(5)},
      {"a", number(3)},
      {"b", number(1250, 2)},
      {"category", text("A")},
      {"state", text("draft")},
      {"digits", text("12")},
      {"name", text("张三")},
      {"born", {Kind::date, *day_of(2016, 1, 1), 0, {}, {}}},
      {"cause", {Kind::options, 0, 0, {}, {"illness", "study"}}},
      {"huge", number(INT64_MAX)},
      {"tiny", number(INT64_MIN)}};
  const auto found = known.find(name);
  return found == known.end() ? ExpressionValue{} : found->second;
}

enum class Truth { yes, no, empty };

Truth truth_of(std::string_view written) {
  const auto expression = Expression::parse(written);
  EXPECT_TRUE(expression.has_value()) << written << ": " << say(Language::en, expression.error());
  if (!expression) return Truth::empty;
  const bool high = expression->holds(look_up, kToday, true), low = expression->holds(look_up, kToday, false);
  if (high != low) return Truth::empty;
  return high ? Truth::yes : Truth::no;
}

struct Case {
  std::string_view written;
  Truth expected;
};

class ExpressionTruthTest : public testing::TestWithParam<Case> {};

TEST_P(ExpressionTruthTest, Holds) {
  EXPECT_EQ(truth_of(GetParam().written), GetParam().expected);
}

constexpr auto yes = Truth::yes, no = Truth::no, empty = Truth::empty;

INSTANTIATE_TEST_SUITE_P(Numbers, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"${a} = 3", yes},
                             {"a == 3.000", yes},
                             {"${a} != 3", no},
                             {"${b} = 12.5", yes},
                             {"${b} > 12.49 and ${b} < 12.51", yes},
                             {". >= 5", yes},
                             {".<5", no},
                             {"0.1 + 0.2 = 0.3", yes},
                             {"1 + 2 * 3 = 7", yes},
                             {"(1 + 2) * 3 = 9", yes},
                             {"10 - 4 - 3 = 3", yes},
                             {"a-1=2", yes},
                             {"-${a} = 0 - 3", yes},
                             {"--3 = 3", yes},
                             {"2 div 3 = 0.666667", yes},
                             {"-2 div 3 = -0.666667", yes},
                             {"12 div 4 div 3 = 1", yes},
                             {"7 mod 3 = 1", yes},
                             {"-7 mod 3 = -1", yes},
                             {"7.5 mod 2 = 1.5", yes},
                             {"1 div 0 = 1", empty},
                             {"1 mod 0 = 1", empty},
                             {"${huge} + 1 > 0", empty},
                             {"${tiny} - 1 < 0", empty},
                             {"${huge} * ${huge} > 0", empty},
                             {"-${tiny} > 0", empty},
                             {"${huge} > 999999999999999999", yes},
                             {"${huge} div 0.000001 > 0", empty},
                             {"round(2.345, 2) = 2.35", yes},
                             {"round(-2.5) = -3", yes},
                             {"int(-2.9) = -2", yes},
                             {"min(3, 1.5, 2) = 1.5", yes},
                             {"max(${a}, ${none}, 2) = 3", yes},
                             {"number('12.50') = 12.5", yes},
                             {"${digits} = 12", yes},
                             {"${digits} + 1 = 13", yes},
                             {"0.000001 * 0.5 = 0.000001", yes},
                         }));

INSTANTIATE_TEST_SUITE_P(Texts, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"state = 'draft'", yes},
                             {"${category} = \"A\"", yes},
                             {"category='B'", no},
                             {"category != 3", yes},
                             {"category < 3", empty},
                             {"'2016-03' < '2016-07'", yes},
                             {"string-length(${name}) = 2", yes},
                             {"string-length(${none}) = 0", yes},
                             {"contains(${name}, '三')", yes},
                             {"starts-with(${name}, '三')", no},
                             {"regex(${name}, '[一-龥]{2,4}')", yes},
                             {"if(${a} > 2, 'big', 'small') = 'big'", yes},
                             {"if(${none} > 2, 'big', 'small') = 'small'", yes},
                             {"coalesce(${none}, '', ${category}) = 'A'", yes},
                         }));

INSTANTIATE_TEST_SUITE_P(Dates, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"${born} <= today()", yes},
                             {"${born} = '2016-01-01'", yes},
                             {"${born} < date('2016-01-02')", yes},
                             {"${born} < '2016-02-30'", empty},
                             {"date('2016-02-30') = '2016-03-01'", empty},
                             {"today() - ${born} = 182", yes},
                             {"${born} + 31 = '2016-02-01'", yes},
                             {"${born} - 1 = date('2015-12-31')", yes},
                             {"${born} * 2 = 1", empty},
                             {"${born} = 3", no},
                             {"max(${born}, today()) = today()", yes},
                         }));

INSTANTIATE_TEST_SUITE_P(Options, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"selected(${cause}, 'study')", yes},
                             {"selected(${cause}, 'stud')", no},
                             {"selected(${category}, 'A')", yes},
                             {"selected(${none}, 'A')", no},
                             {"count-selected(${cause}) = 2", yes},
                             {"count-selected(${none}) = 0", yes},
                             {"${cause} = 'study illness'", yes},
                             {"${cause} = 'study'", no},
                             {"${cause} != 'study'", yes},
                         }));

INSTANTIATE_TEST_SUITE_P(EmptyValues, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"${none} = 1", empty},
                             {"${none} != 1", empty},
                             {"${none} > 1", empty},
                             {"${none} = ''", yes},
                             {"${none} != ''", no},
                             {"${a} = ''", no},
                             {"'' != ${a}", yes},
                             {"${none} + 1 = 1", empty},
                             {"not(${none} = 1)", empty},
                             {"${none} = 1 and false()", no},
                             {"${none} = 1 and true()", empty},
                             {"${none} = 1 or true()", yes},
                             {"${none} = 1 or false()", empty},
                             {"regex(${none}, '.*')", empty},
                         }));

INSTANTIATE_TEST_SUITE_P(Precedence, ExpressionTruthTest,
                         testing::ValuesIn(std::vector<Case>{
                             {"true() or false() and false()", yes},
                             {"(true() or false()) and false()", no},
                             {"not(true()) or true()", yes},
                             {"1 = 1 and 2 = 2 and 3 = 4", no},
                         }));

TEST(ExpressionTest, ListsEachNameOnceInOrder) {
  const auto expression = Expression::parse("${b} > 1 and a = 2 and . < ${b} and selected(${cause}, 'x')");
  EXPECT_EQ(expression->names(), (std::vector<std::string>{"b", "a", ".", "cause"}));
}

TEST(ExpressionTest, NamesThatLookLikeFunctionsOrWordsStayNames) {
  for (const auto* written : {"number = 1", "date = 1", "android = 1", "model > 1", "order = 2", "notes = ''"}) {
    const auto expression = Expression::parse(written);
    ASSERT_TRUE(expression.has_value()) << written;
    EXPECT_EQ(expression->names().size(), 1U) << written;
  }
}

struct BadCase {
  std::string written, fault;
};

class BadExpressionTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadExpressionTest, IsAFault) {
  const auto expression = Expression::parse(GetParam().written);
  ASSERT_FALSE(expression.has_value()) << GetParam().written;
  EXPECT_EQ(expression.error().id, GetParam().fault) << GetParam().written;
  EXPECT_EQ(expression.error().kind, FaultKind::bad_input);
}

INSTANTIATE_TEST_SUITE_P(All, BadExpressionTest,
                         testing::ValuesIn(std::vector<BadCase>{
                             {"", "forms.expression_ends_early"},
                             {"  ", "forms.expression_ends_early"},
                             {"${a} =", "forms.expression_ends_early"},
                             {"(1", "forms.expression_ends_early"},
                             {"${a", "forms.expression_syntax"},
                             {"${}", "forms.expression_syntax"},
                             {"${a b}", "forms.expression_syntax"},
                             {"a b", "forms.expression_syntax"},
                             {"1 2", "forms.expression_syntax"},
                             {"and 1", "forms.expression_syntax"},
                             {"a = 1)", "forms.expression_syntax"},
                             {"a == = 1", "forms.expression_syntax"},
                             {"a;drop table x", "forms.expression_syntax"},
                             {"a \uff1d 1", "forms.expression_syntax"},
                             {"1 < a < 3", "forms.expression_chain"},
                             {"'abc", "forms.expression_open_quote"},
                             {"1.2.3 = a", "forms.expression_number"},
                             {"1234567890123456789 = a", "forms.expression_number"},
                             {"0.1234567 = a", "forms.expression_number"},
                             {"selcted(a, 'x')", "forms.expression_function"},
                             {"selected(a)", "forms.expression_arguments"},
                             {"not()", "forms.expression_arguments"},
                             {"today(1)", "forms.expression_arguments"},
                             {"regex(a, b)", "forms.expression_pattern_fixed"},
                             {"regex(a, '[')", "forms.pattern_syntax"},
                             {"regex(a, 'x{1001}')", "forms.pattern_syntax"},
                             {std::string("a\0b", 3), "forms.expression_syntax"},
                             {"\xff\xfe", "forms.expression_syntax"},
                         }));

TEST(ExpressionTest, AFaultOfAFunctionNamesTheNearest) {
  const auto expression = Expression::parse("selcted(a, 'x')");
  EXPECT_TRUE(expression.error().args[1].starts_with("selected")) << expression.error().args[1];
}

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

TEST(ExpressionTest, DepthIsBounded) {
  EXPECT_TRUE(Expression::parse(repeated("(", 40) + "1" + repeated(")", 40)).has_value());
  EXPECT_EQ(Expression::parse(repeated("(", 60) + "1" + repeated(")", 60)).error().id, "forms.expression_too_deep");
  EXPECT_EQ(Expression::parse(repeated("(", 1999)).error().id, "forms.expression_too_deep");
  EXPECT_EQ(Expression::parse(repeated("not(", 400)).error().id, "forms.expression_too_deep");
  EXPECT_TRUE(Expression::parse(repeated("-", 1999) + "1").has_value());
}

TEST(ExpressionTest, LengthIsBoundedInCharacters) {
  EXPECT_TRUE(Expression::parse("'" + repeated("民", 1990) + "' = ''").has_value());
  EXPECT_EQ(Expression::parse("'" + repeated("民", 2000) + "' = ''").error().id, "forms.expression_too_long");
  EXPECT_EQ(Expression::parse(std::string(100'000'000, '(')).error().id, "forms.expression_too_long");
}

TEST(ExpressionTest, LongChainsAreNoDeepTrees) {
  const auto chain = "a = 3" + repeated(" and 1 = 1", 190);
  EXPECT_EQ(truth_of(chain), Truth::yes);
  EXPECT_EQ(truth_of("1" + repeated("+1", 990) + " = 991"), Truth::yes);
}

}  // namespace
}  // namespace minsync
