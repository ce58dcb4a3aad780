// Progress and ranking of a year, as the commands print them and the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/ingest/ingest.h"
#include "hub/targets/progress.h"
#include "hub/targets/rank.h"
#include "shared/text/text.h"

namespace minsync {

// Whose figures are asked for, on which day.
struct TargetsAsked {
  std::int32_t year = 0, day = 0;
  std::string county;  // its six digits in that year; "" for the city
  std::string org;     // the same as a unit's code
};
// `org` "" is the city. Faults: bad_input, no such unit, or none that targets are allotted to.
Result<TargetsAsked> targets_asked(HubStore& store, std::int32_t year, const std::string& org, std::int32_t day);

// Of the county or city alone.
std::vector<IndicatorProgress> progress_rows(const TargetBook& book, const TargetsAsked& asked);

// {"year","as_of","org","notices","indicators"}
nlohmann::json progress_document(const std::vector<TargetBook>& books, const TargetsAsked& asked, Language language);
// {"year","as_of","notices","ranking"}. bad_input if nothing is allotted to counties.
Result<nlohmann::json> rank_document(const std::vector<TargetBook>& books, const TargetsAsked& asked,
                                     Language language);

}  // namespace minsync
