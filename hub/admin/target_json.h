// Progress and ranking as JSON and as tables.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hub/admin/words.h"
#include "hub/targets/progress.h"
#include "hub/targets/rank.h"

namespace minsync {

// Numbers are texts with all their places ("114.13"); null where there is none. `org` is the code of the unit.
nlohmann::json progress_json(const TargetBook& book, const IndicatorProgress& progress, const std::string& org,
                             Language language);
nlohmann::json score_json(const TargetBook& book, const CountyScore& score, const std::string& org, Language language);

// Without line ends behind the last row.
std::string progress_table(const HubContext& context, const TargetBook& book,
                           const std::vector<IndicatorProgress>& rows);
std::string ranking_table(const HubContext& context, const TargetBook& book, const std::vector<CountyScore>& scores);

}  // namespace minsync
