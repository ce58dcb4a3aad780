// This device's key, and a new one in its place (PROTOCOL.md, "A new key").
#pragma once

#include "client/store/client_store.h"
#include "client/transport/transport.h"

namespace minsync {

// Names in the device's folder.
inline constexpr const char* kDeviceKey = "device.key";
inline constexpr const char* kNextKey = "device.key.next";      // the hub may know it already
inline constexpr const char* kKeyToEnrol = "device.key.enrol";  // of an enrolment that broke off

// Makes a new key, tells the hub, and puts it in the old one's place. Both are kept until the hub's answer is here, so
// a break at any moment costs nothing: finish_key_change goes on. Faults: unreachable, not_allowed.
Status change_key(ClientStore& store, Transport& line);

// Does nothing unless a change broke off.
Status finish_key_change(ClientStore& store, Transport& line);

}  // namespace minsync
