// Progress and ranking as tables.
#pragma once

#include "hub/admin/words.h"
#include "hub/targets/progress.h"
#include "hub/targets/rank.h"

namespace minsync {

// Without line ends behind the last row.
std::string progress_table(const HubContext& context, const TargetBook& book,
                           const std::vector<IndicatorProgress>& rows);
std::string ranking_table(const HubContext& context, const TargetBook& book, const std::vector<CountyScore>& scores);

}  // namespace minsync
