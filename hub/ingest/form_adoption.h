// New forms and new versions of forms, taken into use at the hub and, by a record that carries the definition, at every
// device.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// `form` was read from `yaml`. bad_input if it may not follow what is in use, refers to forms that are not there, or is
// too long. In the caller's write transaction.
Status adopt_form(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Form& form,
                  std::string_view yaml);

}  // namespace minsync
