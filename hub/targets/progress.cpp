#include "hub/targets/progress.h"

#include "hub/targets/measure.h"
#include "hub/targets/reports.h"

namespace minsync {
namespace {

bool says_something(const TargetProgress& report) {
  return report.value || report.done_day || report.text != TextState::not_reported;
}

IndicatorProgress measure_city(const Ask& ask, const std::vector<Ask>& counties, const StandingReports& reports,
                               std::int32_t day) {
  const TargetProgress* own = reports.find(ask.indicator->key, "");
  if (own != nullptr && says_something(*own)) return measure(ask, own, day);
  const Aggregate made = aggregate(*ask.indicator, counties, reports);
  IndicatorProgress out = measure(ask, made.report ? &*made.report : own, day);
  out.aggregated = made.report.has_value();
  out.counties_reported = made.reported;
  out.counties_asked = made.asked;
  return out;
}

}  // namespace

std::string standing_message(Standing standing) {
  switch (standing) {
    case Standing::not_asked:
      return "targets.standing.not_asked";
    case Standing::not_due:
      return "targets.standing.not_due";
    case Standing::not_reported:
      return "targets.standing.not_reported";
    case Standing::behind:
      return "targets.standing.behind";
    case Standing::met:
      return "targets.standing.met";
    case Standing::over:
      return "targets.standing.over";
    case Standing::exceeded:
      return "targets.standing.exceeded";
    case Standing::not_done:
      return "targets.standing.not_done";
    case Standing::late:
      return "targets.standing.late";
  }
  MINSYNC_ASSERT(false);
}

std::vector<IndicatorProgress> measure_progress(const TargetBook& book, const std::vector<TargetProgress>& reports,
                                                std::int32_t day) {
  const StandingReports standing(reports, day);
  const auto counties = county_asks(book);
  std::vector<IndicatorProgress> out;
  for (const auto& ask : city_asks(book)) out.push_back(measure_city(ask, counties, standing, day));
  for (const auto& ask : counties) {
    out.push_back(measure(ask, standing.find(ask.indicator->key, ask.county), day));
  }
  return out;
}

std::optional<TargetProgress> city_from_counties(const TargetBook& book, const TargetIndicator& indicator,
                                                 const std::vector<TargetProgress>& reports, std::int32_t day) {
  return aggregate(indicator, county_asks(book), StandingReports(reports, day)).report;
}

}  // namespace minsync
