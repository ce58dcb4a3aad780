#include <algorithm>
#include <array>
#include <chrono>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

using std::chrono::year_month_day;

constexpr int kLastYear = 9999;

constexpr std::int32_t days_of(year_month_day date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

constexpr std::int32_t kFirstDay = days_of({std::chrono::year{0}, std::chrono::January, std::chrono::day{1}});
constexpr std::int32_t kLastDay = days_of({std::chrono::year{kLastYear}, std::chrono::December, std::chrono::day{31}});

std::optional<int> number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  return value;
}

void put(char* last, int value, int digits) {
  for (; digits > 0; --digits, value /= 10) *last-- = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<std::int32_t> day_of(int year, int month, int day) {
  if (year < 0 || year > kLastYear || month < 1 || month > 12 || day < 1 || day > 31) return {};
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {};
  return days_of(date);
}

std::optional<std::int32_t> parse_day(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return {};
  const auto year = number(iso.substr(0, 4)), month = number(iso.substr(5, 2)), day = number(iso.substr(8, 2));
  if (!year || !month || !day) return {};
  return day_of(*year, *month, *day);
}

std::string day_text(std::int32_t days) {
  const std::chrono::days since_epoch{std::clamp(days, kFirstDay, kLastDay)};
  const year_month_day date{std::chrono::sys_days{since_epoch}};
  std::string text = "0000-00-00";
  put(&text[3], static_cast<int>(date.year()), 4);
  put(&text[6], static_cast<int>(static_cast<unsigned>(date.month())), 2);
  put(&text[9], static_cast<int>(static_cast<unsigned>(date.day())), 2);
  return text;
}

}  // namespace minsync
