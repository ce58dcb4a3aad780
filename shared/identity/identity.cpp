#include "shared/identity/identity.h"

#include <algorithm>
#include <array>

#include "shared/identity/characters.h"
#include "sync_protocol/result.h"

namespace minsync {
namespace {

constexpr int kOldestYear = 1850;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool is_blank(std::uint32_t code) {
  return code == ' ' || (code >= 0x09 && code <= 0x0D) || code == 0xA0 || (code >= 0x2000 && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202F) || (code >= 0x205F && code <= 0x206F) || code == 0x3000 || code == 0xFEFF;
}

// 3.30106E+17, 3.30106199001010E+17: what a spreadsheet makes of a number that it was not told to keep as text.
bool is_scientific(std::string_view text) {
  const auto e = text.find_first_of("Ee");
  if (e == std::string_view::npos || e < 3 || text[1] != '.') return false;
  const auto exponent = text.substr(e + 1);
  return is_digit(text[0]) && all_digits(text.substr(2, e - 2)) &&
         (exponent == "+17" || exponent == "17" || exponent == "+14" || exponent == "14");
}

// Of UTF-8: everything but the bytes that continue a character.
bool starts_character(char byte) {
  return (byte & 0xC0) != 0x80;
}

IdNumberFault check_shape(std::string_view text) {
  if (is_scientific(text)) return IdNumberFault::spreadsheet;
  const auto length = static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
  if (length != 18 && length != 15) return IdNumberFault::length;
  if (length != text.size()) return IdNumberFault::characters;
  const bool last_fits = is_digit(text.back()) || (length == 18 && text.back() == 'X');
  return last_fits && all_digits(text.substr(0, length - 1)) ? IdNumberFault::none : IdNumberFault::characters;
}

// Under GB 11643-1989 the numbers 996 to 999 marked centenarians, who in the standard's time were born before 1890.
int full_year(int two_digits, int order) {
  return two_digits >= kOldestYear % 100 && two_digits < 90 && order >= 996 ? 1800 + two_digits : 1900 + two_digits;
}

std::optional<std::int32_t> birthday(std::string_view text) {
  if (text.size() == 18)
    return day_of(number(text.substr(6, 4)), number(text.substr(10, 2)), number(text.substr(12, 2)));
  const int year = full_year(number(text.substr(6, 2)), number(text.substr(12, 3)));
  return day_of(year, number(text.substr(8, 2)), number(text.substr(10, 2)));
}

IdNumberFault check_birthday(std::string_view text, std::int32_t today_days, IdNumber& out) {
  static const std::int32_t oldest = *day_of(kOldestYear, 1, 1);
  const auto day = birthday(text);
  if (!day || *day < oldest || *day > today_days) return IdNumberFault::birthday;
  out.birth_day = *day;
  return IdNumberFault::none;
}

IdNumberFault check_last(std::string_view text) {
  if (text.size() == 15 || id_check_digit(text.substr(0, 17)) == text[17]) return IdNumberFault::none;
  return text.ends_with("000") ? IdNumberFault::spreadsheet : IdNumberFault::check_digit;
}

}  // namespace

std::string normalise_id_number(std::string_view text) {
  std::string out;
  for (const auto& character : characters(text)) {
    if (is_blank(character.code)) continue;
    const bool full_width = character.bytes.size() == 3 && character.code >= 0xFF01 && character.code <= 0xFF5E;
    if (full_width)
      out += static_cast<char>(character.code - 0xFEE0);
    else
      out += character.bytes;
  }
  std::ranges::replace(out, 'x', 'X');
  return out;
}

IdNumberFault check_id_number(std::string_view normalised, std::int32_t today_days, IdNumber* out) {
  IdNumber read;
  read.text = normalised;
  auto fault = check_shape(normalised);
  if (fault == IdNumberFault::none) {
    const bool modern = normalised.size() == 18;
    read.area = normalised.substr(0, 6);
    read.digits = modern ? 18 : 15;
    read.male = (normalised[modern ? 16 : 14] - '0') % 2 == 1;
    fault = check_birthday(normalised, today_days, read);
  }
  if (fault == IdNumberFault::none) fault = check_last(normalised);
  if (out) *out = std::move(read);
  return fault;
}

// GB 11643-1999, from ISO 7064 MOD 11-2.
char id_check_digit(std::string_view first17) {
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  MINSYNC_ASSERT(first17.size() >= kWeights.size());
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    MINSYNC_ASSERT(is_digit(first17[i]));
    sum += (first17[i] - '0') * kWeights[i];
  }
  return "10X98765432"[sum % 11];
}

}  // namespace minsync
