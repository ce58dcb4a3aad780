// user password and user totp: what everybody does for himself.
#pragma once

#include "hub/admin/context.h"

namespace minsync {

void add_own_secrets(Command user, HubContext& context);

}  // namespace minsync
