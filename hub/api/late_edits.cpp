#include "hub/api/late_edits.h"

#include <algorithm>

#include "hub/api/device_keys.h"
#include "hub/audit/audit_log.h"
#include "hub/ingest/edit_names.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/bundle.h"

namespace minsync {

Result<SignedBatch> read_by_any_key(HubStore& store, const std::string& bytes, const Device& device) {
  MINSYNC_ASSIGN(const auto keys, all_keys(store, device));
  Result<SignedBatch> read = fail(FaultKind::not_allowed, "hub.batch_signature");
  for (const auto& key : keys) {
    read = read_signed_batch(bytes, device, key);
    if (read) return read;
  }
  return read;
}

namespace {

Result<std::optional<LateEdits>> late_edits_of(HubStore& store, DeviceId id, std::string bytes,
                                               const std::string& reason) {
  if (bytes.empty()) return std::nullopt;
  MINSYNC_ASSIGN(const auto device, store.find_device(id));
  if (!device) return fail(FaultKind::not_allowed, "hub.device_unknown");
  MINSYNC_ASSIGN(auto batch, read_by_any_key(store, bytes, *device));
  return LateEdits{id, reason, std::move(batch), std::move(bytes)};
}

// Each of its edits came before, by whatever way: an old stick, say.
Result<bool> is_known(HubStore& store, const LateEdits& late) {
  if (!late.batch.batch) return false;
  EditNames names(store);
  for (const auto& edit : late.batch.batch->edits) {
    MINSYNC_ASSIGN(const auto known, names.find(edit.id, edit_digest(edit)));
    if (!known) return false;
  }
  return true;
}

Result<bool> is_full(HubStore& store, const LateEdits& late) {
  MINSYNC_ASSIGN(const auto own, store.quarantine_size(late.device));
  MINSYNC_ASSIGN(const auto all, store.quarantine_size(std::nullopt));
  const auto more = late.bytes.size();
  return own.batches >= kMostLateBatches || own.bytes + more > kMostLateBytes || all.bytes + more > kMostLateBytesOfAll;
}

}  // namespace

bool is_late(const Quarantined& quarantined) {
  return quarantined.reason == kDeviceRevoked || quarantined.reason == kKeyReplaced;
}

Result<std::vector<LateEdits>> late_edits_in(HubStore& store, const std::string& body, const std::string& reason) {
  std::vector<LateEdits> all;
  if (body.size() <= kSignatureSize) return all;
  MINSYNC_ASSIGN(auto request, decode_request(std::string_view(body).substr(0, body.size() - kSignatureSize)));
  for (auto& bytes : request.batches) {
    MINSYNC_ASSIGN(auto late, late_edits_of(store, request.device, std::move(bytes), reason));
    if (late) all.push_back(std::move(*late));
  }
  return all;
}

Result<std::optional<LateEdits>> late_edits_in(HubStore& store, const BundleHead& head, std::string_view part,
                                               const std::string& reason) {
  MINSYNC_ASSIGN(auto read, decode_bundle_part(part));
  return late_edits_of(store, head.asking.device, std::move(read.batch), reason);
}

Result<bool> keep_late(HubStore& store, const LateEdits& late, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const bool known, is_known(store, late));
  if (known) return false;
  MINSYNC_ASSIGN(const bool full, is_full(store, late));
  if (full) return fail(FaultKind::not_allowed, kLateFull);
  const auto message = std::string_view(late.bytes).substr(0, late.bytes.size() - kSignatureSize);
  MINSYNC_ASSIGN(const auto before, store.quarantine_size(late.device));
  MINSYNC_TRY(store.put_quarantined(
      {0, late.device, late.batch.head.partition, now_ms, late.reason, {}, late.bytes, batch_digest(message)}));
  MINSYNC_ASSIGN(const auto after, store.quarantine_size(late.device));
  if (after.batches == before.batches) return true;
  MINSYNC_TRY(audit(store, now_ms,
                    {AuditAction::edits_quarantined,
                     "device " + late.device.value.text(),
                     std::to_string(late.batch.head.edits),
                     {"reason=" + late.reason}}));
  return true;
}

Result<IngestReport> take_late(HubStore& store, const IngestContext& context, const Quarantined& quarantined) {
  MINSYNC_ASSIGN(const auto device, store.find_device(quarantined.device));
  if (!device) return fail(FaultKind::bad_input, "hub.no_such_device", {quarantined.device.value.text()});
  MINSYNC_ASSIGN(const auto batch, read_by_any_key(store, quarantined.batch, *device));
  if (!batch.batch) return fail(batch.unread);
  MINSYNC_ASSIGN(auto report, ingest_batch(store, context, *device, *batch.batch, quarantined.batch));
  MINSYNC_TRY(store.drop_quarantined(quarantined.number));
  return report;
}

}  // namespace minsync
