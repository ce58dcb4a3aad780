#include "hub/api/revocation.h"

#include "hub/ingest/bundle_keys.h"

namespace minsync {

Result<Device> get_device(HubStore& store, const std::string& text) {
  const auto id = Uuid::parse(text);
  if (!id) return fail(FaultKind::bad_input, "hub.no_such_device", {text.substr(0, 100)});
  MINSYNC_ASSIGN(auto device, store.find_device(DeviceId{*id}));
  if (!device) return fail(FaultKind::bad_input, "hub.no_such_device", {text});
  return *std::move(device);
}

Status revoke_office(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Device& device) {
  MINSYNC_TRY(store.revoke_device(device.id));
  return device.role == Role::county ? publish_bundle_keys(store, context, hub) : Status{};
}

}  // namespace minsync
