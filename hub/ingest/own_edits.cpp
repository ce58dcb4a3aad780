#include "hub/ingest/own_edits.h"

#include <algorithm>
#include <filesystem>

#include "shared/crypto/edit_digest.h"
#include "shared/sealing/key_files.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {

Result<HubIdentity> load_identity(const std::string& folder, HubStore& store) {
  MINSYNC_ASSIGN(auto key, read_private_key((std::filesystem::path(folder) / "hub.key").string()));
  MINSYNC_ASSIGN(const auto device_text, store.setting("device"));
  MINSYNC_ASSIGN(const auto unit_text, store.setting("city"));
  MINSYNC_ASSIGN(const auto epoch, store.setting("epoch"));
  const auto id = Uuid::parse(device_text);
  if (!id || unit_text.empty() || epoch.empty()) return fail(FaultKind::integrity, "hub.not_initialised", {folder});
  Device device;
  device.id = DeviceId{*id};
  device.role = Role::city;
  device.unit = UnitId{static_cast<std::uint32_t>(std::stoul(unit_text))};
  MINSYNC_ASSIGN(device.name, store.setting("name"));
  return HubIdentity{std::move(device), std::move(key), static_cast<std::uint16_t>(std::stoul(epoch))};
}

Edit creation_of(const Form& form, const FieldValues& values, const HubIdentity& hub, std::int64_t now_ms) {
  Edit edit;
  edit.kind = EditKind::create;
  edit.record = RecordId{Uuid::version7(static_cast<std::uint64_t>(now_ms), random_bytes<10>())};
  edit.form = form.name;
  edit.form_version = form.version;
  edit.unit = hub.device.unit;
  for (const auto& rule : form.groups) {
    auto group = shown_values(rule, values);
    if (!std::ranges::all_of(group, is_null)) edit.changes.push_back({rule.number, {}, std::move(group), {}, {}});
  }
  return edit;
}

Edit change_of(const Form& form, const StoredRecord& record, std::string_view field, FieldValue value) {
  Edit edit;
  edit.kind = EditKind::change;
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.unit = record.state.unit;
  edit.seen = record.state.version;
  const auto group = form.group_of(form.field(field)->number).number;
  edit.changes.push_back({group, {record.state.version, {}, {}}, {std::move(value)}, {}, {}});
  return edit;
}

std::string sign_message(const PrivateKey& key, std::string bytes) {
  bytes += key.sign(bytes);
  return bytes;
}

Status ingest_own(HubStore& store, const IngestContext& context, const HubIdentity& hub, PartitionId partition,
                  std::vector<Edit> edits) {
  if (edits.empty()) return {};
  // What it gave in an earlier epoch may be lost: numbers begin anew with each.
  const Incarnation own{hub.epoch};
  MINSYNC_ASSIGN(const auto last_stamp, store.setting("last_stamp"));
  HybridClock clock(Stamp{last_stamp.empty() ? 0 : std::stoull(last_stamp)});
  MINSYNC_ASSIGN(auto sequence, store.last_sequence(hub.device.id, own));
  for (auto& edit : edits) {
    edit.id = {hub.device.id, own, Sequence{++sequence.value}};
    // An edit's stamp exceeds every stamp it displayed; the caller put the greatest of them here.
    clock.see(edit.stamp, static_cast<std::uint64_t>(context.now_ms));
    edit.stamp = clock.next(static_cast<std::uint64_t>(context.now_ms));
  }
  const Batch batch{hub.device.id, own, partition, std::move(edits)};
  MINSYNC_ASSIGN(const auto report,
                 ingest_batch(store, context, hub.device, batch, sign_message(hub.key, encode_batch(batch))));
  if (report.refused > 0) {
    for (const auto& edit : batch.edits) {
      MINSYNC_ASSIGN(const auto receipt, store.receipt(edit.id, edit_digest(edit)));
      if (receipt && receipt->kind == ReceiptKind::refused) {
        return fail(FaultKind::bad_input, receipt->reason, receipt->args);
      }
    }
  }
  return store.set_setting("last_stamp", std::to_string(clock.last().value));
}

}  // namespace minsync
