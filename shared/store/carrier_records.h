// Settings that travel as records of a form of their own (delegations, boundaries, keys): reading them by the names of
// their fields.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/forms/form.h"
#include "shared/store/record_tables.h"

namespace minsync {

// Nothing where the form has no such field, or the value is missing or of another kind.
template <typename T>
std::optional<T> value_in(const Form& form, const FieldValues& values, std::string_view name) {
  const Field* field = form.field(name);
  const auto found = field == nullptr ? values.end() : values.find(field->number);
  const auto* value = found == values.end() ? nullptr : std::get_if<T>(&found->second);
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

// The form's records that are not deleted, as `read` (form, record) understands them; what gives nothing is left out.
template <typename T, typename Read>
Result<std::vector<T>> read_carriers(RecordTables& records, const FormCatalogue& forms, const char* name, Read read) {
  std::vector<T> all;
  const Form* form = forms.find(name);
  if (form == nullptr) return all;
  MINSYNC_TRY(records.scan(*form, std::nullopt, [&](StoredRecord& record) -> Result<bool> {
    if (record.deleted) return true;
    if (auto one = read(*form, record)) all.push_back(std::move(*one));
    return true;
  }));
  return all;
}

}  // namespace minsync
