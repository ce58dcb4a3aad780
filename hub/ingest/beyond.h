// Edits that this program can read and not judge, and a newer one may: they wait for it (DESIGN.md, "Quarantine").
#pragma once

#include "hub/ingest/rights.h"

namespace minsync {

// Why it has to wait: an unknown kind of edit, an unknown form, or a newer version of a form whose groups do not fit
// the one known here. While a hub is `recovering` no newer version fits: the hub may have lost the definition, and by
// another policy the edit would replace what it should not. `form` is nullptr for an unknown one; a form that is not
// the device's is for rights.h to refuse.
std::optional<Refusal> beyond_judging(const Device& device, const Form* form, const Edit& edit, bool recovering);

}  // namespace minsync
