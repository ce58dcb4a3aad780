// What the old and the new key of a device sign when it changes keys (PROTOCOL.md, "A new key").
#pragma once

#include <string>

#include "sync_protocol/ids.h"

namespace minsync {

// `new_point`: SEC 1.
std::string key_change_bytes(DeviceId device, const std::string& new_point);

}  // namespace minsync
