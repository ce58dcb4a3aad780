// What an HTTP answer other than 200 means to a user. PROTOCOL.md lists the statuses.
#pragma once

#include "client/transport/transport.h"

namespace minsync {

// 403: not_allowed, 409: integrity, 429 and 5xx: unreachable (try again), anything else: failed. The hub's own words
// ({"error":{"id":…,"args":[…]}}) are taken over where it gave them.
Fault hub_error(const HttpAnswer& answer);

}  // namespace minsync
