#include "shared/forms/decimal.h"

#include <algorithm>

#include "sync_protocol/result.h"

namespace minsync {
namespace {

__extension__ typedef __int128 Wide;

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Wide divide_rounded(Wide dividend, Wide divisor) {
  const Wide quotient = dividend / divisor;
  const Wide rest = dividend % divisor;
  const Wide twice = (rest < 0 ? -rest : rest) * 2;
  if (twice < (divisor < 0 ? -divisor : divisor)) return quotient;
  return (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient - 1;
}

std::optional<Decimal> fit(Wide units, int scale) {
  if (scale > kMaxScale) {
    units = divide_rounded(units, power_of_ten(scale - kMaxScale));
    scale = kMaxScale;
  }
  for (; scale > 0 && units % 10 == 0; --scale) units /= 10;
  if (units > INT64_MAX || units < INT64_MIN) return std::nullopt;
  return Decimal{static_cast<std::int64_t>(units), scale};
}

Wide at_scale(Decimal a, int scale) {
  return static_cast<Wide>(a.units) * power_of_ten(scale - a.scale);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Decimal> add(Decimal a, Decimal b) {
  const int scale = std::max(a.scale, b.scale);
  return fit(at_scale(a, scale) + at_scale(b, scale), scale);
}

std::optional<Decimal> subtract(Decimal a, Decimal b) {
  const int scale = std::max(a.scale, b.scale);
  return fit(at_scale(a, scale) - at_scale(b, scale), scale);
}

std::optional<Decimal> multiply(Decimal a, Decimal b) {
  return fit(static_cast<Wide>(a.units) * b.units, a.scale + b.scale);
}

std::optional<Decimal> divide(Decimal a, Decimal b) {
  if (b.units == 0) return std::nullopt;
  const int scale = std::max(a.scale, b.scale);
  return fit(divide_rounded(at_scale(a, scale) * power_of_ten(kMaxScale), at_scale(b, scale)), kMaxScale);
}

std::optional<Decimal> remainder(Decimal a, Decimal b) {
  if (b.units == 0) return std::nullopt;
  const int scale = std::max(a.scale, b.scale);
  return fit(at_scale(a, scale) % at_scale(b, scale), scale);
}

Decimal round_to(Decimal a, int places) {
  if (a.scale <= places) return a;
  return Decimal{static_cast<std::int64_t>(divide_rounded(a.units, power_of_ten(a.scale - places))), places};
}

Decimal truncated(Decimal a) {
  return Decimal{static_cast<std::int64_t>(a.units / power_of_ten(a.scale)), 0};
}

std::strong_ordering compare(Decimal a, Decimal b) {
  const int scale = std::max(a.scale, b.scale);
  const Wide left = at_scale(a, scale), right = at_scale(b, scale);
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto places = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  const bool dangling = point != std::string_view::npos && places.empty();
  if (whole.size() + places.size() > 18 || whole.empty() || places.size() > kMaxScale || dangling) return std::nullopt;
  Decimal out{0, static_cast<int>(places.size())};
  for (const auto part : {whole, places}) {
    if (!std::all_of(part.begin(), part.end(), is_digit)) return std::nullopt;
    for (const char c : part) out.units = out.units * 10 + (c - '0');
  }
  if (negative) out.units = -out.units;
  return out;
}

std::string decimal_text(std::int64_t units, int scale) {
  MINSYNC_ASSERT(scale >= 0 && scale <= kMaxScale);
  const bool negative = units < 0;
  const auto magnitude = negative ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
  std::string digits = std::to_string(magnitude);
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return (negative ? "-" : "") + digits;
}

}  // namespace minsync
