#include "shared/forms/pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>

namespace minsync {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_TRUE(compiled.has_value()) << pattern;
  return compiled && compiled->matches(text);
}

TEST(PatternTest, MatchesTheWholeTextOnly) {
  EXPECT_TRUE(matches("ab", "ab"));
  EXPECT_FALSE(matches("ab", "xab"));
  EXPECT_FALSE(matches("ab", "abx"));
  EXPECT_TRUE(matches("^ab$", "ab"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("a\\$", "a$"));
}

TEST(PatternTest, KnowsSetsRepetitionsAndChoices) {
  EXPECT_TRUE(matches("(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "2016-07"));
  EXPECT_FALSE(matches("(19|20)[0-9]{2}-(0[1-9]|1[0-2])", "2016-13"));
  EXPECT_TRUE(matches("\\d+(\\.\\d{1,2})?", "12.50"));
  EXPECT_FALSE(matches("\\d+(\\.\\d{1,2})?", "12.505"));
  EXPECT_TRUE(matches("[^a-z]*", "民政 123"));
  EXPECT_TRUE(matches(".{2}", "张三"));
  EXPECT_TRUE(matches("a{2,}", "aaaa"));
  EXPECT_FALSE(matches("a{2,}", "a"));
  EXPECT_TRUE(matches("[0-9+() -]{5,30}", "0571-8517 5831"));
  EXPECT_TRUE(matches("[\\w.-]+", "a_b-c.d"));
  EXPECT_TRUE(matches("(a|)b", "b"));
}

TEST(PatternTest, RefusesWhatItCannotRead) {
  for (const auto* bad :
       {"(", ")", "[", "[]", "[z-a]", "*a", "a**", "a{2", "a{,2}", "a{3,2}", "a{x}", "\\", "\\q", "a^b"}) {
    const auto compiled = Pattern::compile(bad);
    ASSERT_FALSE(compiled.has_value()) << bad;
    EXPECT_EQ(compiled.error().id, "forms.pattern_syntax") << bad;
  }
}

TEST(PatternTest, CostIsBoundedWhateverThePattern) {
  EXPECT_FALSE(matches("(a+)+(a+)+(a+)+b", std::string(200, 'a')));
  EXPECT_FALSE(matches("(a|a)*(a|a)*c", std::string(200, 'a')));
  EXPECT_EQ(Pattern::compile("((a{100}){100}){100}").error().id, "forms.pattern_too_big");
  EXPECT_EQ(Pattern::compile("(((((){200}){200}){200}){200}){200}").error().id, "forms.pattern_too_big");
  EXPECT_EQ(Pattern::compile(std::string(201, 'a')).error().id, "forms.pattern_too_big");
  EXPECT_EQ(Pattern::compile(std::string(150, '(')).error().id, "forms.pattern_syntax");
  EXPECT_FALSE(matches("a*", std::string(201, 'a')));
}

// std::regex as an oracle, on patterns and texts short enough for it.
TEST(PatternTest, AgreesWithTheStandardLibrary) {
  std::mt19937 random(20160701);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> pieces = {"a", "b", "c", ".", "[ab]", "[^a]", "(ab|c)", "(a|b*)", "(b?c)"};
  const std::vector<std::string> counts = {"", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"};
  int matched = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string pattern, text;
    for (std::size_t n = 1 + pick(4); n > 0; --n) pattern += pieces[pick(pieces.size())] + counts[pick(counts.size())];
    for (std::size_t n = pick(8); n > 0; --n) text += "abc"[pick(3)];
    const bool expected = std::regex_match(text, std::regex(pattern));
    matched += expected ? 1 : 0;
    EXPECT_EQ(matches(pattern, text), expected) << pattern << " on " << text;
  }
  EXPECT_GT(matched, 300);
}

}  // namespace
}  // namespace minsync
