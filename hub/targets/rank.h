// Points and rank of the counties, each explained part by part. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/targets/progress.h"

namespace minsync {

// What one indicator brought to a county. Everything can be recomputed by hand from what is shown:
//   points = maximum × weight / weight of all indicators due × capped_rate
//   bonus  = rule.bonus × weight / weight of all indicators allotted × min(raw − 100 %, full_at − 100 %) / (full_at −
//   100 %)
// Rounding is shared out so that the parts add up to the county's figures (largest remainder).
struct ScorePart {
  std::string indicator, item;
  Amount weight;
  std::optional<Amount> target, value;
  std::optional<Rate> raw_rate, due_rate;
  Rate capped_rate;  // due_rate within 0 and 100 %; 0 where nothing was reported
  Points points, bonus, deduction;
  Standing standing = Standing::not_reported;
  std::string reason;  // catalogue id, to be filled with reason_args
  std::vector<std::string> reason_args;
  bool sample = false;
};

struct CountyScore {
  std::string county;
  std::optional<int> rank;                // nothing: no report at all, or nothing due yet
  Points base;                            // 0 to rule.maximum
  Points bonus;                           // 0 to rule.bonus
  Points deduction;                       // at most base + bonus
  Points total;                           // base + bonus − deduction
  int reported = 0, due = 0;              // indicators
  std::vector<std::string> not_reported;  // keys of those due and not reported
  std::vector<ScorePart> parts;           // by item number and indicator; also those not due, with no points
  bool sample = false;
};

// All counties with an allotment, ranked by total as shown (two places): 1, 2, 2, 4; equal ranks by code; counties
// without rank last, by code. The same for any order of input, and for all weights times the same factor.
std::vector<CountyScore> rank_counties(const TargetBook& book, const std::vector<TargetProgress>& reports,
                                       std::int32_t day);

}  // namespace minsync
