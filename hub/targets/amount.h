// Exact numbers of the target side. Nothing here is floating point; every quotient is rounded once, half up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync_protocol/ids.h"

namespace minsync {

// A target, a result, a base or a weight in its own unit, times 10^4: 9.2万 persons is 920,000,000. For shares the unit
// is the percentage point: 1.68 % is 16,800. |value| ≤ kMaxAmount.
using Amount = Strong<struct AmountTag, std::int64_t>;
// A percentage, times 10^2: 114.13 % is 11,413. Never beyond ±kMaxRate.
using Rate = Strong<struct RateTag, std::int64_t>;
// Points of a score, times 10^2.
using Points = Strong<struct PointsTag, std::int64_t>;

inline constexpr std::int64_t kAmountScale = 10'000;
inline constexpr std::int64_t kMaxAmount = 10'000'000'000'000'000;  // 10^12 of the unit
inline constexpr Rate kFullRate{10'000};
inline constexpr Rate kMaxRate{99'999'999};

__extension__ typedef __int128 Int128;

// numerator / denominator as a whole number, rounded half up (towards +∞); denominator > 0.
Int128 divide_half_up(Int128 numerator, Int128 denominator);

// 100 × part / whole as a Rate, held within ±kMaxRate; whole > 0.
Rate rate_of(Int128 part, Int128 whole);

// Reads "5250", "92,000", "9.2万", "1.88亿", "40.65 %" (the sign % is dropped), "-3". Full-width digits are not taken.
// Nothing for what is no number, has more than four decimal places of its unit, or exceeds kMaxAmount: digits are never
// lost.
std::optional<Amount> parse_amount(std::string_view text);

// Shortest exact text: "92000", "1.68".
std::string format_amount(Amount amount);
// Always with two places: "114.13", "100.00".
std::string format_rate(Rate rate);
std::string format_points(Points points);

}  // namespace minsync
