#include "sync_protocol/codec/identity_number.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace minsync {
namespace {

char check_digit(std::string_view first17) {
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (first17[i] - '0');
  return "10X98765432"[sum % 11];
}

std::uint64_t number_at(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char digit : digits) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  return number;
}

void append_digits(std::string& out, std::uint64_t number, std::size_t digits) {
  const auto start = out.size();
  out.resize(start + digits, '0');
  for (auto at = out.size(); at > start; number /= 10) out[--at] = static_cast<char>('0' + number % 10);
}

std::chrono::year_month_day date_of(std::uint64_t yyyymmdd) {
  return {std::chrono::year(static_cast<int>(yyyymmdd / 10000)),
          std::chrono::month(static_cast<unsigned>(yyyymmdd / 100 % 100)),
          std::chrono::day(static_cast<unsigned>(yyyymmdd % 100))};
}

constexpr std::int64_t kFirstDay = -719162, kLastDay = 2932896;  // 0001-01-01, 9999-12-31

}  // namespace

std::optional<IdentityParts> identity_parts(std::string_view text) {
  if (text.size() != kIdentityLength) return std::nullopt;
  const auto digits = text.substr(0, kIdentityLength - 1);
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const auto date = date_of(number_at(digits.substr(6, 8)));
  if (!date.ok() || date.year() < std::chrono::year(1) || text.back() != check_digit(digits)) return std::nullopt;
  return IdentityParts{number_at(digits.substr(0, 6)), std::chrono::sys_days(date).time_since_epoch().count(),
                       number_at(digits.substr(14, 3))};
}

std::string identity_text(const IdentityParts& parts) {
  const bool possible =
      parts.area < 1'000'000 && parts.running < 1000 && parts.birthday >= kFirstDay && parts.birthday <= kLastDay;
  if (!possible) return {};
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(parts.birthday)));
  std::string out;
  append_digits(out, parts.area, 6);
  append_digits(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  append_digits(out, parts.running, 3);
  out += check_digit(out);
  return out;
}

}  // namespace minsync
