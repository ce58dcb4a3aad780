// What HAProxy is told; private to this folder.
#pragma once

#include <string>

#include "hub/front/front.h"

namespace minsync {

// The text of haproxy.cfg. `bind` is the public address, `certificate` the path of the PEM file, `connections` how many
// the process may keep open.
std::string haproxy_config(const FrontConfig& config, const std::string& bind, const std::string& certificate,
                           std::size_t connections);

}  // namespace minsync
