// Whose signature a request bears, and whether that key still counts. A key ends when its device is revoked, changes it
// or is enrolled again; from then on nothing that it signs is merged or answered (late_edits.h).
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

inline constexpr const char* kDeviceRevoked = "hub.device_revoked";
inline constexpr const char* kKeyReplaced = "hub.key_replaced";

// The device's key, if it signed `message` and counts. Faults, all not_allowed: kDeviceRevoked and kKeyReplaced (a key
// of this device that ended), "hub.request_signature" (none of its keys).
Result<PublicKey> key_in_use(HubStore& store, const Device& device, std::string_view message,
                             std::string_view signature);

// The device as it stands in the running transaction, if `seen`'s key still counts. Faults as above.
Result<Device> still_in_use(HubStore& store, const Device& seen);

// Every key that was ever the device's, the present one first.
Result<std::vector<PublicKey>> all_keys(HubStore& store, const Device& device);

// Whether something was refused for a key that counted once.
inline bool is_ended_key(const Fault& fault) {
  return fault.id == kDeviceRevoked || fault.id == kKeyReplaced;
}

}  // namespace minsync
