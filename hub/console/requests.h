// What routes of requests and of publication share.
#pragma once

#include "hub/console/call.h"

namespace minsync::console {

// With "may_approve": whether the user may confirm it, as far as his roles go.
nlohmann::json request_with_rights(const Call& call, const Request& request);
// The second person's: publishes what waits under that request.
Result<nlohmann::json> publish_confirmed(Call& call, std::uint64_t number);

}  // namespace minsync::console
