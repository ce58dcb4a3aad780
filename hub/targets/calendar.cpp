#include "hub/targets/calendar.h"

#include <chrono>
#include <cstdio>

namespace minsync {
namespace {

std::optional<int> number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  return value;
}

std::int32_t day_number(std::chrono::year_month_day date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::int32_t last_day_of_month(int year, unsigned month) {
  return day_number(std::chrono::year_month_day_last{std::chrono::year{year},
                                                     std::chrono::month_day_last{std::chrono::month{month}}});
}

}  // namespace

std::optional<std::int32_t> parse_target_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)), d = number(text.substr(8, 2));
  if (!y || !m || !d || *y < kFirstTargetYear || *y > kLastTargetYear) return {};
  const std::chrono::year_month_day date{std::chrono::year{*y}, std::chrono::month{static_cast<unsigned>(*m)},
                                         std::chrono::day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return {};
  return day_number(date);
}

std::string format_target_day(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::int32_t first_day_of(std::int32_t year) {
  return day_number({std::chrono::year{year}, std::chrono::January, std::chrono::day{1}});
}

std::int32_t last_day_of(std::int32_t year) {
  return day_number({std::chrono::year{year}, std::chrono::December, std::chrono::day{31}});
}

std::optional<std::int32_t> last_day_of_period(std::string_view period) {
  if (period.size() < 4) return {};
  const auto year = number(period.substr(0, 4));
  if (!year || *year < kFirstTargetYear || *year > kLastTargetYear) return {};
  if (period.size() == 4) return last_day_of(*year);
  if (period.size() != 7 || period[4] != '-') return {};
  const char kind = period[5];
  const auto part = number(period.substr(kind == 'Q' || kind == 'H' ? 6 : 5));
  const int months = kind == 'Q' ? 3 : kind == 'H' ? 6 : 1;
  if (!part || *part < 1 || *part * months > 12) return {};
  return last_day_of_month(*year, static_cast<unsigned>(*part * months));
}

std::string period_ending_on(std::int32_t day) {
  const std::string text = format_target_day(day);
  const std::string year = text.substr(0, 4);
  for (const std::string& period : {year, year + "-Q1", year + "-Q2", year + "-Q3"}) {
    if (last_day_of_period(period) == day) return period;
  }
  return text.substr(0, 7);
}

}  // namespace minsync
