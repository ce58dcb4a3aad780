// What an HTTP answer other than 200 means to a user. PROTOCOL.md lists the statuses.
#pragma once

#include "client/transport/transport.h"

namespace minsync {

// 403: not_allowed, 409: integrity, 429 and 5xx: unreachable (try again), anything else: failed. The hub's own words
// ({"error":{"id":…,"args":[…]}}) are taken over where it gave them.
Fault hub_error(const HttpAnswer& answer);

// Reached, and it or its front has no time: try again later, nothing is wrong with the line.
inline bool is_busy(const HttpAnswer& answer) {
  return answer.status == 429 || answer.status == 503;
}

}  // namespace minsync
