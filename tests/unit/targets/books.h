// Small books for the tests.
#pragma once

#include <string>
#include <vector>

#include "hub/targets/calendar.h"
#include "hub/targets/rank.h"

namespace minsync {

inline Amount whole(std::int64_t number) {
  return {number * kAmountScale};
}
inline std::int32_t day(std::string_view text) {
  return parse_target_day(text).value();
}

inline TargetIndicator indicator(const std::string& key, IndicatorKind kind, std::int64_t target = 100) {
  TargetIndicator out;
  out.key = key;
  out.item = "1";
  out.name = key;
  out.kind = kind;
  out.period = TargetPeriod::point;
  out.aggregation = default_aggregation(kind);
  const bool is_number = out.aggregation != Aggregation::all;
  if (is_number) out.target = whole(target);
  return out;
}

inline TargetBook book_of(std::vector<TargetIndicator> indicators) {
  TargetBook out;
  out.name = "test";
  out.first_year = out.last_year = 2016;
  TargetItem item;
  item.key = "1";
  item.year = 2016;
  item.number = 1;
  out.items = {item};
  out.indicators = std::move(indicators);
  return out;
}

inline void allot(TargetBook& book, const std::string& indicator_key, const std::string& county, std::int64_t target,
                  std::int64_t weight = 1) {
  TargetAllotment out;
  out.indicator = indicator_key;
  out.county = county;
  out.target = whole(target);
  out.weight = whole(weight);
  book.allotments.push_back(out);
}

inline TargetProgress report(const std::string& indicator_key, const std::string& county, std::int64_t value,
                             std::string_view on = "2016-12-31") {
  TargetProgress out;
  out.indicator = indicator_key;
  out.county = county;
  out.as_of_day = day(on);
  out.value = whole(value);
  return out;
}

inline TargetProgress deed(const std::string& indicator_key, const std::string& county, TextState state,
                           std::string_view on = "2016-12-31") {
  TargetProgress out;
  out.indicator = indicator_key;
  out.county = county;
  out.as_of_day = day(on);
  out.text = state;
  return out;
}

inline const IndicatorProgress* find(const std::vector<IndicatorProgress>& all, const std::string& key,
                                     const std::string& county = {}) {
  for (const auto& progress : all) {
    if (progress.indicator == key && progress.county == county) return &progress;
  }
  return nullptr;
}

}  // namespace minsync
