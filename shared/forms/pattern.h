// regex() of the expression language: matches the whole of a text, in time linear in it whatever the pattern is (a
// Thompson machine, no backtracking). Understands characters, `.`, [sets] with ranges and ^, \d \w \s, escaped signs,
// groups, |, * + ? {m} {m,} {m,n}; ^ and $ at the ends say nothing new. Immutable; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

inline constexpr std::size_t kMaxPatternLength = 200;  // characters
inline constexpr std::size_t kMaxPatternSteps = 1000;  // of the machine, repetitions written out
inline constexpr std::size_t kMaxMatchedLength = 200;  // characters of text; a longer one does not match

class Pattern {
 public:
  static Result<Pattern> compile(std::string_view text);
  bool matches(std::string_view text) const;

  struct CharacterSet {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool negated = false;
    bool contains(char32_t c) const;
  };
  // take: a character of set `first`; split: go on at both; jump: go on at `first`.
  struct Step {
    enum class Kind : std::uint8_t { take, split, jump, accept } kind;
    std::size_t first = 0, second = 0;
  };

 private:
  std::vector<CharacterSet> sets_;
  std::vector<Step> steps_;
};

}  // namespace minsync
