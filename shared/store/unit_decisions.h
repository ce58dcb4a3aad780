// Org units as they are now: the built-in table, and over it what the bureau decided since, which stands as records of
// the form org_unit and so comes to every office by itself.
#pragma once

#include <vector>

#include "shared/divisions/divisions.h"
#include "shared/forms/validation.h"

namespace minsync {

class RecordTables;

inline constexpr const char* kUnitForm = "org_unit";

// A decision as the values of such a record, and back; nothing for a record that lacks something.
FieldValues values_of(const Form& form, const UnitDecision& decision);
std::optional<UnitDecision> decision_in(const Form& form, const FieldValues& values);

// Those that stand in these tables with versions up to `until`.
Result<std::vector<UnitDecision>> read_decisions(RecordTables& records, const FormCatalogue& forms,
                                                 Version until = {UINT64_MAX});

}  // namespace minsync
