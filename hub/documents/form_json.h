// Forms as `form list` and `form show` print them and the console shows them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "shared/forms/form.h"

namespace minsync {

// "select_one"; "review".
std::string_view type_word(FieldType type);
std::string_view policy_word(MergePolicy policy);

// {"form","version","label","department"}
nlohmann::json brief_json(const Form& form);
// The same with its fields and their options.
nlohmann::json form_json(const Form& form);

}  // namespace minsync
