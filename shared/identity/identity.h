// Citizen identity numbers (公民身份号码, GB 11643-1999), phone numbers, masking. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

enum class IdNumberFault : std::uint8_t {
  none,
  length,        // neither 18 nor 15 characters
  characters,    // something else than digits (X only as the last of 18)
  birthday,      // no such day, or before 1850, or after `today`
  check_digit,   // ISO 7064 MOD 11-2 does not fit: an error that a user may override
  spreadsheet    // ends in 000 with a failing check digit and looks rounded by a spreadsheet
};

struct IdNumber {
  std::string text;            // as normalised
  std::string area;            // six digits
  std::int32_t birth_day = 0;  // days since 1970-01-01
  bool male = false;
  int digits = 18;
};

// Full-width characters become ordinary ones, blanks go, x becomes X.
std::string normalise_id_number(std::string_view text);
IdNumberFault check_id_number(std::string_view normalised, std::int32_t today_days, IdNumber* out = nullptr);
// For the first 17 characters.
char id_check_digit(std::string_view first17);

// 330106********002X keeps six and four; names keep the first character; accounts and phones keep three and four. Works
// on characters, not bytes; short texts become all *.
std::string mask_id_number(std::string_view text);
std::string mask_name(std::string_view text);
std::string mask_digits(std::string_view text);

// A mainland mobile number (11 digits from 1) or a landline with or without area code.
bool is_phone(std::string_view text);

// Calendar days (proleptic Gregorian).
std::optional<std::int32_t> day_of(int year, int month, int day);
std::optional<std::int32_t> parse_day(std::string_view iso);  // YYYY-MM-DD only
std::string day_text(std::int32_t days);                      // YYYY-MM-DD

}  // namespace minsync
