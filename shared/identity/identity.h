// Citizen identity numbers (公民身份号码, GB 11643-1999), phone numbers, masking. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

enum class IdNumberFault : std::uint8_t {
  none,
  length,       // neither 18 nor 15 characters
  characters,   // something else than digits (X only as the last of 18)
  birthday,     // no such day, or before 1850, or after `today`
  check_digit,  // ISO 7064 MOD 11-2 does not fit: an error that a user may override
  spreadsheet   // rounded by a spreadsheet: 18 digits ending in 000 with a failing check digit, or 3.30106E+17
};

struct IdNumber {
  std::string text;            // as normalised
  std::string area;            // six digits
  std::int32_t birth_day = 0;  // days since 1970-01-01
  bool male = false;
  int digits = 18;
};

// Full-width characters become ordinary ones, blanks (also invisible ones) go, x becomes X. Everything else stays, so
// that a fault shows what was typed.
std::string normalise_id_number(std::string_view text);
// The first fault in the order of the enumeration; a 15-digit number has no check digit. `out` is filled as far as the
// number could be read: from `birthday` on the area, from `check_digit` on everything, so that an overridden number can
// still be used. An unknown or abolished area code is not a fault (Divisions::area_known tells).
IdNumberFault check_id_number(std::string_view normalised, std::int32_t today_days, IdNumber* out = nullptr);
// For the first 17 characters, which must be digits.
char id_check_digit(std::string_view first17);

// 3301**********002X keeps four and four; names keep the first character; phones keep three and four, longer numbers
// (accounts) the last four. Works on characters, not bytes; short texts, where fewer than three characters would be
// hidden, become all *.
std::string mask_id_number(std::string_view text);
std::string mask_name(std::string_view text);
std::string mask_digits(std::string_view text);

// A mainland mobile number (11 digits from 1) or a landline (7 or 8 digits) with or without area code; a blank or a
// hyphen may stand after the area code.
bool is_phone(std::string_view text);

// Calendar days since 1970-01-01 (proleptic Gregorian), years 0 to 9999. day_text shows a day outside them as the
// nearest one inside.
std::optional<std::int32_t> day_of(int year, int month, int day);
std::optional<std::int32_t> parse_day(std::string_view iso);  // YYYY-MM-DD only
std::string day_text(std::int32_t days);                      // YYYY-MM-DD

}  // namespace minsync
