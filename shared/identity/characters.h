// A text as its characters, for the checks and masks of this folder.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace minsync {

struct Character {
  std::uint32_t code = 0;
  std::string_view bytes;  // into the text
};

// A byte that is not part of valid UTF-8 stands for itself as a character of its own.
std::vector<Character> characters(std::string_view text);

}  // namespace minsync
