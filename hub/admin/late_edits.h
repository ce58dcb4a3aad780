// quarantine take, quarantine dismiss: what becomes of late edits (hub/api/late_edits.h).
#pragma once

#include "hub/admin/context.h"

namespace minsync {

void add_late_edits(Command quarantine, HubContext& context);

}  // namespace minsync
