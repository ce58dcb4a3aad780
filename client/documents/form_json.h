// Forms as JSON, for scripts and for the local page.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "shared/forms/form.h"

namespace minsync {

// The form with everything that its definition says of fields, checks and states; retired ones too, which say so.
nlohmann::ordered_json form_json(const Form& form);

// {"forms":[{"form","version","label"}]}
nlohmann::ordered_json forms_json(const std::vector<const Form*>& forms);

}  // namespace minsync
