#include "hub/ingest/bundle_keys.h"

#include <algorithm>

#include "shared/store/bundle_keys.h"

namespace minsync {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

bool holds(const Device& device, const BundleKey& key) {
  return !key.ended_on && device.role == Role::county && !device.revoked && device.id == key.device &&
         device.unit == key.unit && device.public_key == key.point;
}

}  // namespace

Status publish_bundle_keys(HubStore& store, const IngestContext& context, const HubIdentity& hub) {
  MINSYNC_ASSIGN(const Form* form, context.forms.get(kBundleKeyForm));
  MINSYNC_ASSIGN(const auto devices, store.devices());
  MINSYNC_ASSIGN(const auto keys, read_bundle_keys(store.records(), context.forms));
  std::vector<Edit> edits;
  for (const auto& key : keys) {
    const bool over = std::ranges::none_of(devices, [&](const Device& device) { return holds(device, key); });
    if (key.ended_on || !over) continue;
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, key.record));
    MINSYNC_ASSERT(record.has_value());
    edits.push_back(change_of(*form, *record, "ended_on", FieldValue(context.now_ms / kDayMs)));
  }
  for (const auto& device : devices) {
    if (device.role != Role::county || device.revoked) continue;
    const bool known = std::ranges::any_of(keys, [&](const BundleKey& key) { return holds(device, key); });
    if (known) continue;
    const BundleKey key{{}, device.id, device.unit, device.public_key, {}};
    edits.push_back(creation_of(*form, values_of(*form, key), hub, context.now_ms));
  }
  return ingest_own(store, context, hub, partition_of(context.divisions, hub.device.unit), std::move(edits));
}

}  // namespace minsync
