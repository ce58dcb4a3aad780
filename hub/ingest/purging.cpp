#include "hub/ingest/purging.h"

#include <algorithm>
#include <utility>

#include "hub/ingest/feed_writer.h"
#include "hub/ingest/holding.h"
#include "hub/ingest/journal_act.h"
#include "hub/ingest/moves.h"
#include "hub/ingest/waiting_room.h"
#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

struct Removed {
  const Form* form;
  RecordState state;
};

// Only what the partition's own journal says counts, as a rebuild plays one after the other.
Result<bool> is_awaited(HubStore& store, PartitionId partition, RecordId record) {
  MINSYNC_ASSIGN(const auto waiting, store.waiting_on(record));
  MINSYNC_ASSIGN(const auto held, store.held_on(record));
  return std::ranges::find(waiting, partition, &WaitingEdit::partition) != waiting.end() || !held.empty();
}

Result<std::vector<Removed>> removed_up_to(HubStore& store, const FormCatalogue& forms, PartitionId partition,
                                           Version until) {
  std::vector<Removed> all;
  for (const auto& form : forms.forms()) {
    if (form->reference_data) continue;
    MINSYNC_ASSIGN(const auto removed, store.records().removed(*form, partition));
    for (const auto id : removed) {
      MINSYNC_ASSIGN(auto record, store.records().load(*form, id));
      if (!record || record->state.version > until) continue;
      MINSYNC_ASSIGN(const bool awaited, is_awaited(store, partition, id));
      if (!awaited) all.push_back({&*form, std::move(record->state)});
    }
  }
  return all;
}

// The newest version of what came before `before_ms`; 0 if nothing did.
Result<Version> newest_before(HubStore& store, const Partition& partition, std::int64_t before_ms) {
  std::uint64_t low = 0, high = partition.entries;  // entry `low` came before, those above `high` did not
  Version newest;
  while (low < high) {
    const auto middle = low + (high - low + 1) / 2;
    MINSYNC_ASSIGN(const auto entry, store.entry(partition.id, middle));
    MINSYNC_ASSERT(entry.has_value());
    if (entry->at_ms < before_ms) {
      low = middle;
      newest = Version{entry->first.value + entry->count - 1};
    } else {
      high = middle - 1;
    }
  }
  return newest;
}

Status purge(const MergePlace& place, const Removed& removed) {
  auto& store = place.store;
  const auto& state = removed.state;
  MINSYNC_ASSIGN(const auto entry, feed_before(place, state));
  if (entry) MINSYNC_TRY(store.drop_feed(place.partition, entry->unit, entry->version));
  MINSYNC_ASSIGN(const auto stays, store.stays(state.id, Version{}));
  for (const auto& stay : stays) {
    MINSYNC_ASSIGN(const auto mark, store.find_feed(place.partition, stay.township, stay.until));
    if (mark && mark->record == state.id) {
      MINSYNC_TRY(store.drop_feed(place.partition, stay.township, stay.until));
    }
  }
  MINSYNC_TRY(store.records().erase(*removed.form, state.id));
  return store.put_purged({state.id, place.partition, removed.form->name, state.version});
}

Result<Purged> find_late(HubStore& store, RecordId record) {
  MINSYNC_ASSIGN(const auto purged, store.find_purged(record));
  if (!purged) return fail(FaultKind::bad_input, "hub.not_purged", {record.value.text()});
  return *purged;
}

}  // namespace

Result<PurgedPartition> purge_up_to(HubStore& store, const IngestContext& context, Partition partition, Version fence) {
  MINSYNC_ASSIGN(const auto all, removed_up_to(store, context.forms, partition.id, fence));
  for (const auto& removed : all) MINSYNC_TRY(purge({store, context.divisions, partition.id}, removed));
  if (!planted(PlantedBug::tombstone_dropped_early)) partition.fence = std::max(partition.fence, fence);
  ++partition.purges;
  return PurgedPartition{partition, all.size()};
}

Result<std::uint64_t> purge_removed(HubStore& store, const IngestContext& context, std::int64_t before_ms) {
  MINSYNC_ASSIGN(const bool recovering, in_recovery(store));
  if (recovering) return fail(FaultKind::usage, "hub.purge_in_recovery");
  std::uint64_t records = 0;
  MINSYNC_ASSIGN(const auto partitions, store.partitions());
  for (const auto& partition : partitions) {
    MINSYNC_ASSIGN(const auto until, newest_before(store, partition, before_ms));
    MINSYNC_ASSIGN(const auto removed, removed_up_to(store, context.forms, partition.id, until));
    if (removed.empty()) continue;
    Version fence;
    for (const auto& one : removed) fence = std::max(fence, one.state.version);
    MINSYNC_ASSIGN(const auto done, purge_up_to(store, context, partition, fence));
    MINSYNC_TRY(journal_act(store, done.partition, {Act::purged, fence}, context.now_ms));
    records += done.records;
  }
  return records;
}

Result<std::vector<LateFor>> late_for_purged(HubStore& store) {
  std::vector<LateFor> all;
  MINSYNC_TRY(store.each_purged([&](const Purged& purged) -> Status {
    MINSYNC_ASSIGN(auto held, store.held_on(purged.record));
    if (!held.empty()) all.push_back({purged, std::move(held)});
    return {};
  }));
  return all;
}

Status restore_purged(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId record,
                      const std::string& reason) {
  MINSYNC_ASSIGN(const auto purged, find_late(store, record));
  MINSYNC_ASSIGN(const Form* form, context.forms.get(purged.form));
  MINSYNC_ASSIGN(const auto found, find_record({store, context.divisions, purged.partition}, *form, record));
  MINSYNC_ASSERT(found.record.has_value());
  // Its unit may have been abolished since.
  UnitId unit = found.record->state.unit;
  const auto heirs = context.divisions.heirs(unit);
  if (heirs.size() == 1) unit = heirs.front();
  return ingest_own(store, context, hub, purged.partition, {move_of(*form, *found.record, unit, reason)});
}

Result<std::uint64_t> refuse_late(HubStore& store, const IngestContext& context, RecordId record) {
  MINSYNC_ASSIGN(const auto purged, find_late(store, record));
  MINSYNC_ASSIGN(const auto all, store.held_on(record));
  for (const auto& held : all) {
    MINSYNC_ASSIGN(const auto author, store.find_device(held.arrived.edit.id.device));
    if (!author) continue;
    MINSYNC_ASSIGN(const auto partition, store.partition(purged.partition));
    Ingest ingest{store, context, *author, {}, partition, EditNames(store), {}, {}, false, {}, {}, {}, true};
    MINSYNC_TRY(refuse_held(ingest, held, {"hub.record_stays_removed", {}, ""}));
    MINSYNC_TRY(release_waiting(ingest));
  }
  return all.size();
}

}  // namespace minsync
