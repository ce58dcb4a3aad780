// Decisions that counties have delegated (委托) to their townships, as records of the form delegation. Whether one
// holds is asked at the moment of a decision, and its verdict is journaled: so unlike boundaries a delegation may begin
// and end on days to come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/divisions/divisions.h"
#include "shared/forms/form.h"
#include "shared/store/record_tables.h"

namespace minsync {

inline constexpr const char* kDelegationForm = "delegation";

struct Delegation {
  RecordId record;
  UnitId county;
  std::string form;
  std::int32_t since = 0;             // days since 1970-01-01
  std::optional<std::int32_t> until;  // its last day
  std::string document;

  bool holds_on(std::int32_t day) const { return since <= day && (!until || day <= *until); }
};

FieldValues values_of(const Form& form, const Delegation& delegation);
Result<std::vector<Delegation>> read_delegations(RecordTables& records, const FormCatalogue& forms);
Result<bool> is_delegated(RecordTables& records, const FormCatalogue& forms, const std::string& form, UnitId county,
                          std::int32_t day);

}  // namespace minsync
