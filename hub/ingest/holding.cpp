#include "hub/ingest/holding.h"

#include <algorithm>
#include <map>
#include <set>

#include "hub/ingest/receipts.h"
#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

bool stands_on(const Edit& edit, const Edit& below, const EditId& name) {
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    const bool same = std::ranges::find(below.changes, change.group, &GroupChange::group) != below.changes.end();
    return same && covers(Base{{}, change.base.own, {}}, edit.id, Origin{name, kPendingVersion, {}, 0, {}});
  });
}

// `edit` by the names it has at the hub.
Result<bool> stands_on_held(Ingest& ingest, const Edit& edit) {
  const bool has_own = std::ranges::any_of(edit.changes, [](const GroupChange& c) { return !c.base.own.empty(); });
  if (!has_own) return false;
  MINSYNC_ASSIGN(const auto all, ingest.store.held_on(edit.record));
  for (const auto& held : all) {
    const Edit& below = held.arrived.edit;
    if (below.id.device != edit.id.device) continue;
    MINSYNC_ASSIGN(const auto known, ingest.names.find(below.id, edit_digest(below)));
    if (stands_on(edit, below, known ? known->merged_as : below.id)) return true;
  }
  return false;
}

// Whether it leaves the place where it was held.
Result<bool> release(Ingest& ingest, const HeldEdit& held) {
  const auto digest = edit_digest(held.arrived.edit);
  MINSYNC_TRY(ingest.store.drop_held(held.arrived.edit.id, digest));
  MINSYNC_ASSIGN(const auto kind, ingest_alone(ingest, held.arrived, Verdict::Kind::held));
  if (kind && *kind != Verdict::Kind::held) return true;
  // It keeps its place among the others.
  MINSYNC_TRY(ingest.store.put_held(digest, held));
  return false;
}

}  // namespace

Result<Gate> gate_of(Ingest& ingest, const Form& form, const Arrival& arrival, const Edit& edit,
                     const StoredRecord* record) {
  if (!form.workflow || record == nullptr) return Gate::open;
  const auto state = state_in(form, record->shown);
  const bool proven = arrival.former.value != 0;
  const bool transition = !proven && state_wanted(form, edit, state).has_value();
  MINSYNC_ASSIGN(const bool on_held, stands_on_held(ingest, edit));
  if (on_held) return transition ? Gate::refused : Gate::held;
  // What was merged once was not held then.
  if (proven || transition) return Gate::open;
  return content_right(form, edit, state, ingest.device.role).held ? Gate::held : Gate::open;
}

Status hold(Ingest& ingest, const Arrival& arrival, Receipt receipt, Version at) {
  const bool again = arrival.former.value != 0;
  ingest.verdicts.push_back({Verdict::Kind::held, {}, again ? arrival.stamp : arrival.edit.stamp, 0, arrival.former});
  ++ingest.report.held;
  MINSYNC_ASSIGN(const auto told, ingest.store.receipt(arrival.edit.id, arrival.digest));
  if (!told || told->kind != ReceiptKind::held) {
    MINSYNC_TRY(ingest.store.put_receipt(ingest.device.id, std::move(receipt)));
  }
  return ingest.store.put_held(arrival.digest,
                               {{ingest.partition.id, arrival.edit, arrival.former, arrival.stamp}, at});
}

Status refuse_held(Ingest& ingest, const HeldEdit& held, Refusal refusal) {
  const Edit& edit = held.arrived.edit;
  const Arrival arrival{edit, edit_digest(edit)};
  MINSYNC_ASSIGN(const auto known, ingest.names.find(edit.id, arrival.digest));
  MINSYNC_ASSIGN(const auto named, ingest.names.renamed(edit, known ? known->merged_as : edit.id));
  if (!named) return {};
  MINSYNC_TRY(ingest.store.drop_held(edit.id, arrival.digest));
  MINSYNC_TRY(refuse(ingest, arrival, std::move(refusal)));
  return write_alone(ingest, *named);
}

Result<bool> release_reopened(Ingest& ingest) {
  bool progress = false;
  while (!ingest.reopened.empty()) {
    const RecordId record = ingest.reopened.back();
    ingest.reopened.pop_back();
    MINSYNC_ASSIGN(const auto all, ingest.store.held_on(record));
    for (const auto& held : all) {
      if (held.arrived.partition != ingest.partition.id) continue;
      MINSYNC_ASSIGN(const auto author, ingest.store.find_device(held.arrived.edit.id.device));
      if (!author) continue;
      const Device sender = std::exchange(ingest.device, *author);
      const auto released = release(ingest, held);
      ingest.device = sender;
      MINSYNC_TRY(released);
      progress = progress || *released;
    }
  }
  return progress;
}

Status release_held_of(HubStore& store, const IngestContext& context, const std::string& form) {
  MINSYNC_ASSIGN(const auto all, store.all_held());
  std::map<PartitionId, std::set<RecordId>> records;
  for (const auto& held : all) {
    if (held.arrived.edit.form == form) records[held.arrived.partition].insert(held.arrived.edit.record);
  }
  for (const auto& [id, of_partition] : records) {
    MINSYNC_ASSIGN(const auto partition, store.partition(id));
    MINSYNC_ASSIGN(const bool recovering, in_recovery(store));
    Ingest ingest{store, context, {}, {}, partition, EditNames(store), {}, {}, recovering, {}, {}, {}, true};
    ingest.reopened.assign(of_partition.begin(), of_partition.end());
    MINSYNC_TRY(release_reopened(ingest));
  }
  return {};
}

}  // namespace minsync
