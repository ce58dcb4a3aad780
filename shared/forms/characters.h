// UTF-8 text by characters, and what people type instead of plain ASCII: full-width digits, blanks that are no space.
// Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace minsync {

// The code points of `text`. A byte that belongs to no valid sequence counts as U+FFFD.
std::u32string characters(std::string_view text);
std::size_t character_count(std::string_view text);

// Without leading and trailing blanks: ASCII white space, U+00A0, U+3000, U+FEFF.
std::string_view trim_blanks(std::string_view text);

// Full-width forms (U+FF01 to U+FF5E), U+3000 and U+2212 as their ASCII characters.
std::string half_width(std::string_view text);

// The first `limit` characters, with … if there were more: for texts quoted in messages.
std::string shortened(std::string_view text, std::size_t limit = 60);

}  // namespace minsync
