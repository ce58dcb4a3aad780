// Names beside codes: the page shows both.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace minsync::console {

// Gives each object inside that has an "org" and no "org_name" the unit's name; "" for a unit that is not known. For
// the thread that has the units (DivisionsHere).
void name_orgs(nlohmann::json& json);

}  // namespace minsync::console
