// Which report counts, and what the counties' reports make together.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "hub/targets/measure.h"

namespace minsync {

// The report that stands on a day, by indicator and county. Points into the vector it was made of.
class StandingReports {
 public:
  StandingReports(const std::vector<TargetProgress>& reports, std::int32_t day);
  const TargetProgress* find(const std::string& indicator, const std::string& county) const;

 private:
  std::map<std::pair<std::string, std::string>, const TargetProgress*> latest_;
};

// Everything the book asks, in the order of measure_progress; allotments of unknown indicators are left out.
std::vector<Ask> city_asks(const TargetBook& book);
std::vector<Ask> county_asks(const TargetBook& book);

struct Aggregate {
  std::optional<TargetProgress> report;  // nothing: no county's report can be used
  int reported = 0, asked = 0;
};
Aggregate aggregate(const TargetIndicator& indicator, const std::vector<Ask>& county_asks,
                    const StandingReports& reports);

}  // namespace minsync
