// What a form's rules find in a record as it is shown. A merge is never refused for it: where two right edits make
// something wrong together, the record is flagged until somebody mends it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "shared/forms/validation.h"
#include "shared/store/record_tables.h"
#include "shared/text/text.h"

namespace minsync {

// A function of the shown values, the form and the day; nothing of a deleted record.
std::vector<Finding> flags_of(const Form& form, const StoredRecord& record, std::int64_t today_days);

// [{"rule","field","severity","message"}]; "field" is null for a rule across fields.
nlohmann::json flags_json(const Form& form, const std::vector<Finding>& flags, Language language);

}  // namespace minsync
