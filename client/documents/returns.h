// What an office is told of a record that came back to it: who returned it and when, why, what to mend, until when.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "client/store/client_store.h"
#include "shared/text/text.h"

namespace minsync {

// FORMS.md, "Returned records".
inline constexpr std::string_view kReturnedState = "returned";
inline constexpr std::string_view kReturnReason = "return_reason";
inline constexpr std::string_view kReturnFields = "return_fields";
inline constexpr std::string_view kReturnDeadline = "return_deadline";
inline constexpr std::string_view kBetweenLabels = "、";

// {"org","org_name","author","time","reason","fields":[{"name","label"}],"deadline","overdue"}; null for a record that
// is not in the state `returned`. "name" is null for a field that the form as known here does not have.
Result<nlohmann::ordered_json> returned_json(Language language, ClientStore& store, const Form& form,
                                             const StoredRecord& record, std::int64_t today_days);

}  // namespace minsync
