// A pattern, a line "---", and a text to match.
#include "shared/forms/pattern.h"

#include "tests/fuzz/fuzz.h"

void minsync::fuzz::run(std::string_view input) {
  const auto [text, matched] = split_text(input);
  const auto pattern = Pattern::compile(text);
  if (!pattern) return;
  const bool matches = pattern->matches(matched);
  const bool literal = text.find_first_of("^$.[]()|*+?{}\\") == std::string_view::npos;
  const bool ascii = input.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/ \n") ==
                     std::string_view::npos;
  if (literal && ascii && matched.size() <= kMaxMatchedLength) {
    require(matches == (text == matched), "a pattern of plain characters matches itself alone");
  }
}
