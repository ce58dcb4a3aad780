// Faults about a value begin with the field's label in both languages ({0} Chinese, {1} English), so that they can be
// kept and shown later in either. Internal to shared/forms.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shared/forms/validation.h"

namespace minsync {

inline Fault field_fault(const Field& field, std::string id, std::vector<std::string> args = {}) {
  args.insert(args.begin(), {field.label.zh, field.label.en});
  return {FaultKind::bad_input, std::move(id), std::move(args), {}};
}
inline tl::unexpected<Fault> value_fault(const Field& field, std::string id, std::vector<std::string> args = {}) {
  return fail(field_fault(field, std::move(id), std::move(args)));
}

}  // namespace minsync
