// Bundles as JSON, for people who want to know what is on a stick.
#pragma once

#include "client/cli/context.h"

namespace minsync {

// A bundle up is checked as far as its own key goes (integrity if it was altered); whether a bundle down is the hub's
// is checked when it is taken in.
Result<Json> bundle_up_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure);
// Without its signature.
Result<Json> bundle_down_json(const FormCatalogue& forms, std::string_view bytes, Disclosure disclosure);

}  // namespace minsync
