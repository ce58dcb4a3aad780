// How far each indicator is on a day, for the city and for each county. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/targets/target_book.h"

namespace minsync {

// Where an indicator stands on the day asked about.
enum class Standing : std::uint8_t {
  not_asked,     // the target is 0: nothing to measure
  not_due,       // date or text whose day has not come, or the year has not begun
  not_reported,  // due, and nobody said anything: counts as 0
  behind,        // below what could be expected by this day
  met,
  over,      // above the whole year's target
  exceeded,  // at_most: above the limit
  not_done,  // date or text: due, and said not to be done
  late       // done after its day
};

// Catalogue id of the sentence for a standing, "targets.standing.…".
std::string standing_message(Standing standing);

// Raw rate (未封顶完成率), by kind:
//   at_least, percentage   value / target
//   at_most                100 % when value ≤ target, else target / value. A limit is kept or not: staying far below it
//                          is no over-fulfilment, and the further above it, the less is left
//   date                   100 % on time, 0 late or said not to be done
//   text                   100 % done, 0 said not to be done
// Nothing where nothing was reported. It is never the published rate, which stands beside it.
struct IndicatorProgress {
  std::string indicator, item;
  std::string county;  // empty: the city
  std::int32_t day = 0;
  std::optional<Amount> target, value, base;
  std::optional<std::int32_t> as_of_day;  // of the report used; of the newest for a figure made of several
  TextState text = TextState::not_reported;
  std::optional<std::int32_t> done_day;
  std::optional<Rate> raw_rate;        // against the whole target
  std::optional<Amount> expected;      // the target's share for the part of the year that is over; rounded for showing
  std::optional<Rate> due_rate;        // against what is expected by `day`; equals raw_rate once the year is over
  std::optional<Rate> base_share;      // value / base, where the base is a denominator of a count
  std::optional<Rate> published_rate;  // of the item; city only
  Standing standing = Standing::not_reported;
  bool aggregated = false;    // the city's figure was made of its counties'
  int counties_reported = 0;  // for an aggregated figure: how many of the
  int counties_asked = 0;     // counties asked are in it
  std::string evidence;
  bool sample = false;  // 示例数据 is in it, and must be shown as such
};

// One for each indicator (the city), then one for each allotment; ordered by item number, indicator, county code.
// `reports` in any order; those after `day` and those of unknown indicators are left out. For the city its own report
// stands; without one the figure is made of the counties' reports.
// Expected by `day`: target × days of the year passed (the day included) / days of the year for at_least and
// percentage, in_year or cumulative. Point-in-time figures and limits (at_most) are not prorated: a limit would seem
// broken by the first case in January.
std::vector<IndicatorProgress> measure_progress(const TargetBook& book, const std::vector<TargetProgress>& reports,
                                                std::int32_t day);

// The city's figure made of its counties' alone, also where the city reported one itself: to compare the two.
std::optional<TargetProgress> city_from_counties(const TargetBook& book, const TargetIndicator& indicator,
                                                 const std::vector<TargetProgress>& reports, std::int32_t day);

}  // namespace minsync
