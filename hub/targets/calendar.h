// Days are counted from 1970-01-01, as everywhere in Minsync.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minsync {

inline constexpr std::int32_t kFirstTargetYear = 1949, kLastTargetYear = 2199;

// "2016-12-31" of the years kFirstTargetYear to kLastTargetYear; nothing for 30 February or any other form.
std::optional<std::int32_t> parse_target_day(std::string_view text);
std::string format_target_day(std::int32_t day);

std::int32_t first_day_of(std::int32_t year);
std::int32_t last_day_of(std::int32_t year);

// The last day of a reporting period (报告期) as target_progress writes it: "2016-06", "2016-Q2", "2016-H1", "2016".
std::optional<std::int32_t> last_day_of_period(std::string_view period);
// The shortest such period that ends on the day: "2016" for 31 December, else the quarter or the month; for other days
// the month they lie in.
std::string period_ending_on(std::int32_t day);

}  // namespace minsync
