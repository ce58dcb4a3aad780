// Target books as they stand in the store: records of target_book, target_item, target_indicator and target_progress,
// with whatever offices changed in them since they were imported.
#pragma once

#include <vector>

#include "hub/ingest/ingest.h"
#include "hub/targets/target_book.h"

namespace minsync {

// All books with targets of that year, ascending by name; items without a book stand in one without a name. Indicators
// have their own key where it is the only one of its book, else their record's id; items have their record's id.
// Counties are named by the six digits that were theirs on the year's last day. Call it inside a read snapshot.
Result<std::vector<TargetBook>> read_stored_books(HubStore& store, const IngestContext& context, std::int32_t year);

// Years that have targets, ascending. Call it inside a read snapshot.
Result<std::vector<std::int32_t>> years_with_targets(HubStore& store, const FormCatalogue& forms);

}  // namespace minsync
