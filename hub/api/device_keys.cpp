#include "hub/api/device_keys.h"

#include <algorithm>

namespace minsync {

Result<std::vector<PublicKey>> all_keys(HubStore& store, const Device& device) {
  MINSYNC_ASSIGN(auto points, store.former_keys(device.id));
  points.insert(points.begin(), device.public_key);
  std::vector<PublicKey> keys;
  for (const auto& point : points) {
    MINSYNC_ASSIGN(auto key, PublicKey::from_point(point));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<PublicKey> key_in_use(HubStore& store, const Device& device, std::string_view message,
                             std::string_view signature) {
  MINSYNC_ASSIGN(auto key, PublicKey::from_point(device.public_key));
  if (key.verify(message, signature)) {
    if (device.revoked) return fail(FaultKind::not_allowed, kDeviceRevoked);
    return key;
  }
  MINSYNC_ASSIGN(const auto keys, all_keys(store, device));
  const bool former = std::ranges::any_of(keys, [&](const PublicKey& one) { return one.verify(message, signature); });
  return fail(FaultKind::not_allowed, former ? kKeyReplaced : "hub.request_signature");
}

Result<Device> still_in_use(HubStore& store, const Device& seen) {
  MINSYNC_ASSIGN(auto device, store.find_device(seen.id));
  if (!device || device->revoked) return fail(FaultKind::not_allowed, kDeviceRevoked);
  if (device->public_key != seen.public_key) return fail(FaultKind::not_allowed, kKeyReplaced);
  return *device;
}

}  // namespace minsync
