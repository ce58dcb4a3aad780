#include "hub/api/quarantine.h"

#include "hub/api/late_edits.h"

namespace minsync {

Result<RetriedBatch> retry_unread(HubStore& store, const IngestContext& context, const Quarantined& quarantined) {
  RetriedBatch retried;
  MINSYNC_ASSIGN(const auto device, store.find_device(quarantined.device));
  if (!device || device->revoked || is_late(quarantined)) return retried;
  MINSYNC_ASSIGN(const auto batch, read_by_any_key(store, quarantined.batch, *device));
  if (!batch.batch) return retried;
  // Its author shows it already and asks for it no more: so it counts as sent again, which always makes a receipt.
  const auto& edit = batch.batch->edits.front();
  const Sender sender{{}, {{edit.id.incarnation, edit.id.sequence, 1, kToldAnew, {}, 0}}};
  MINSYNC_ASSIGN(retried.report, ingest_batch(store, context, *device, *batch.batch, quarantined.batch, sender));
  retried.read = true;
  MINSYNC_TRY(store.drop_quarantined(quarantined.number));
  return retried;
}

}  // namespace minsync
