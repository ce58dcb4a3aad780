#include "hub/targets/amount.h"

#include <algorithm>

#include "sync_protocol/result.h"

namespace minsync {
namespace {

constexpr int kPlaces = 4;

// Takes `suffix` off the end of `text`.
bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  while (text.ends_with(' ')) text.remove_suffix(1);
  return true;
}

// A comma separates thousands only where three digits follow it and one stands before it.
bool is_thousands_comma(std::string_view text, std::size_t at) {
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  return at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2) && is_digit(at + 3) && !is_digit(at + 4);
}

struct Decimal {
  Int128 digits = 0;
  int places = 0;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal out;
  bool point = false, any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ',' && !point && is_thousands_comma(text, i)) continue;
    if (c == '.' && !point && any) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return {};
    any = true;
    out.digits = out.digits * 10 + (c - '0');
    out.places += point ? 1 : 0;
    if (out.digits > Int128{kMaxAmount} * kMaxAmount || out.places > 16) return {};
  }
  if (!any || text.ends_with('.')) return {};
  return out;
}

std::string with_places(std::int64_t value, int places) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto wanted = static_cast<std::size_t>(places) + 1;
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
  const auto point = digits.size() - static_cast<std::size_t>(places);
  return (value < 0 ? "-" : "") + digits.substr(0, point) + '.' + digits.substr(point);
}

}  // namespace

Int128 divide_half_up(Int128 numerator, Int128 denominator) {
  MINSYNC_ASSERT(denominator > 0);
  const Int128 doubled = 2 * numerator + denominator;
  const Int128 quotient = doubled / (2 * denominator);
  return doubled < 0 && doubled % (2 * denominator) != 0 ? quotient - 1 : quotient;
}

Rate rate_of(Int128 part, Int128 whole) {
  const Int128 limit = kMaxRate.value;
  return Rate{static_cast<std::int64_t>(std::clamp(divide_half_up(part * kFullRate.value, whole), -limit, limit))};
}

std::optional<Amount> parse_amount(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  take_suffix(text, "%");
  int exponent = kPlaces;
  if (take_suffix(text, "万")) exponent += 4;
  if (take_suffix(text, "亿")) exponent += 8;
  auto decimal = parse_decimal(text);
  if (!decimal) return {};
  for (; decimal->places > exponent && decimal->digits % 10 == 0; --decimal->places) decimal->digits /= 10;
  if (decimal->places > exponent) return {};
  for (int i = decimal->places; i < exponent; ++i) {
    decimal->digits *= 10;
    if (decimal->digits > kMaxAmount) return {};
  }
  if (decimal->digits > kMaxAmount) return {};
  const auto value = static_cast<std::int64_t>(decimal->digits);
  return Amount{negative ? -value : value};
}

std::string format_amount(Amount amount) {
  std::string text = with_places(amount.value, kPlaces);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string format_rate(Rate rate) {
  return with_places(rate.value, 2);
}
std::string format_points(Points points) {
  return with_places(points.value, 2);
}

}  // namespace minsync
