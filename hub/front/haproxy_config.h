// What HAProxy is told; private to this folder.
#pragma once

#include <string>

#include "hub/front/front.h"

namespace minsync {

// The text of haproxy.cfg; the public socket is descriptor 3. `ready` is the address where it says that it runs,
// `certificate` the path of the PEM file, `connections` how many the process may keep open.
std::string haproxy_config(const FrontConfig& config, const std::string& ready, const std::string& certificate,
                           std::size_t connections);

}  // namespace minsync
