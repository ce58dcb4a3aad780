#include <algorithm>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_local(std::string_view text) {
  return (text.size() == 7 || text.size() == 8) && text[0] >= '2' && text[0] <= '9' && all_digits(text);
}

// 010 and 02x have three digits, all others four; the rest is told from the local number's length.
bool is_with_area_code(std::string_view text) {
  for (const std::size_t length : {std::size_t{3}, std::size_t{4}}) {
    if (text.size() <= length || text[0] != '0' || text[1] == '0' || !all_digits(text.substr(0, length))) continue;
    auto local = text.substr(length);
    if (local[0] == '-' || local[0] == ' ') local.remove_prefix(1);
    if (is_local(local)) return true;
  }
  return false;
}

}  // namespace

bool is_phone(std::string_view text) {
  const bool mobile = text.size() == 11 && text[0] == '1' && all_digits(text);
  return mobile || is_local(text) || is_with_area_code(text);
}

}  // namespace minsync
