// POST /v1/key: a device changes its key. The old one signs that it is the device's wish, the new one that the device
// holds it; with the commit the new one counts, and nothing else does.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

struct KeyRequest {
  DeviceId device;
  std::string public_key;  // the new point
  std::string signature;   // by the present key, over key_change_bytes
};

// From JSON. Fault not_allowed: the new key has not signed.
Result<KeyRequest> read_key_request(const std::string& body);

// Inside the write transaction. False: the device has this key already (its answer was lost). Faults, not_allowed: an
// unknown or revoked device, another key than the present one, a key that the device had before.
Result<bool> change_device_key(HubStore& store, const KeyRequest& request, std::int64_t now_ms);
std::string write_key_answer(const KeyRequest& request);

// A key that ended never counts again.
Status check_new_key(HubStore& store, const Device& device, const std::string& public_key);

}  // namespace minsync
