// What the commands of requests and of publication share.
#pragma once

#include "hub/admin/context.h"

namespace minsync {

// The second person's: publishes what waits under that request, and says under which number.
Status publish_confirmed(HubContext& context, std::uint64_t request, const User& by);

}  // namespace minsync
