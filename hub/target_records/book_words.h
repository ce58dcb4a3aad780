// The option names of the target forms, in the order of the enums of target_book.h, and how a result is put in words.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "hub/targets/target_book.h"

namespace minsync {

inline constexpr std::array<std::string_view, 5> kKindWords{"at_least", "at_most", "percentage", "date", "text"};
inline constexpr std::array<std::string_view, 3> kPeriodWords{"point", "in_year", "cumulative"};
inline constexpr std::array<std::string_view, 3> kCombineWords{"sum", "weighted", "all"};

template <typename Enum, std::size_t N>
std::string word_of(const std::array<std::string_view, N>& words, Enum value) {
  return std::string(words[static_cast<std::size_t>(value)]);
}

// `otherwise` for a word that is not there.
template <typename Enum, std::size_t N>
Enum value_of(const std::array<std::string_view, N>& words, std::string_view word, Enum otherwise) {
  const auto found = std::ranges::find(words, word);
  return found == words.end() ? otherwise : static_cast<Enum>(found - words.begin());
}

// "已完成:evidence", as parse_text_state reads it; the evidence alone where nothing is said about the state.
std::string words_of_result(TextState state, const std::string& evidence);
// What stands behind the state, or all of a text that names none.
std::string evidence_in(const std::string& words);

}  // namespace minsync
