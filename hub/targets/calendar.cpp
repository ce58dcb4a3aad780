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

}  // namespace minsync
