#include "tests/crash/points.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace minsync {

bool sealing_on() {
  return std::getenv("MINSYNC_CRASH_SEALED") != nullptr;
}

std::uint64_t points_to_try(std::uint64_t usual, std::uint64_t all) {
  const char* wanted = std::getenv("MINSYNC_CRASH_POINTS");
  if (wanted == nullptr) return usual;
  const std::string_view text(wanted);
  std::uint64_t number = usual;
  if (text == "all") return all;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Point point(std::uint64_t index, std::uint64_t count, std::uint64_t all) {
  if (count >= all) return {1 + index % all, index};
  return {1 + index * all / count, index};
}

}  // namespace minsync
