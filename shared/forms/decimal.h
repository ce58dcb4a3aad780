// Exact decimal arithmetic on scaled integers. What does not fit 64 bits is nothing, never a rounded guess.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

inline constexpr int kMaxScale = 6;

struct Decimal {
  std::int64_t units = 0;  // the number times 10^scale
  int scale = 0;           // 0 to kMaxScale
};

std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> subtract(Decimal a, Decimal b);
// Places beyond the sixth are rounded, half away from zero.
std::optional<Decimal> multiply(Decimal a, Decimal b);
std::optional<Decimal> divide(Decimal a, Decimal b);
// With the sign of `a`, as XPath's mod.
std::optional<Decimal> remainder(Decimal a, Decimal b);
// Half away from zero; `places` from 0 to kMaxScale.
Decimal round_to(Decimal a, int places);
Decimal truncated(Decimal a);
std::strong_ordering compare(Decimal a, Decimal b);

// An optional sign, digits, and a point with at most six places behind; at most 18 digits in all.
std::optional<Decimal> parse_decimal(std::string_view text);
// With all `scale` places: 1250 and 2 is "12.50".
std::string decimal_text(std::int64_t units, int scale);

}  // namespace minsync
