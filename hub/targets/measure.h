// One indicator, one office, one day.
#pragma once

#include "hub/targets/progress.h"

namespace minsync {

// What is asked of the city (empty county) or of one county. Points into the book, which must outlive it.
struct Ask {
  const TargetItem* item = nullptr;
  const TargetIndicator* indicator = nullptr;
  std::string county;
  std::optional<Amount> target, base;
  Amount weight;
  bool sample = false;
};

// `report` may be null: nothing was reported.
IndicatorProgress measure(const Ask& ask, const TargetProgress* report, std::int32_t day);

}  // namespace minsync
