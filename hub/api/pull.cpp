#include "hub/api/pull.h"

#include <algorithm>

#include "hub/api/epoch.h"
#include "hub/api/known_blocks.h"
#include "hub/api/sight.h"
#include "hub/api/watermark.h"
#include "hub/ingest/rights.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

constexpr std::size_t kFeedPage = 1000;
// How much a record weighs on the wire, about; only to decide where a page ends.
constexpr std::size_t kBytesPerRecord = 24, kBytesPerValue = 6;

struct Pull {
  HubStore& store;
  const IngestContext& context;
  const Device& device;
  const Scope scope;
  const Asking& who;
  std::size_t bytes_left;
};

struct Page {
  std::vector<FeedEntry> entries;  // ascending by version
  bool complete = true;            // nothing behind it
};

// The units' feeds side by side; where one of them was cut, what lies behind its last entry is left for the next page.
Result<Page> next_page(HubStore& store, const ScopedPartition& scope, Version after, Version until) {
  Page page;
  Version end = until;
  for (const auto unit : scope.units) {
    MINSYNC_ASSIGN(auto entries, store.feed(scope.partition, unit, after, kFeedPage));
    if (entries.size() == kFeedPage && entries.back().version < until) {
      end = std::min(end, entries.back().version);
      page.complete = false;
    }
    std::ranges::move(entries, std::back_inserter(page.entries));
  }
  std::erase_if(page.entries, [&](const FeedEntry& entry) { return entry.version > end; });
  std::ranges::sort(page.entries, {}, &FeedEntry::version);
  return page;
}

std::size_t weight_of(const RecordState& state) {
  std::size_t bytes = kBytesPerRecord;
  for (const auto& group : state.groups) {
    for (const auto& value : group.shown) {
      const auto* text = std::get_if<std::string>(&value);
      bytes += kBytesPerValue + (text == nullptr ? 0 : text->size());
    }
    bytes += 40 * (group.heads.size() - 1);
  }
  return bytes;
}

// A run of own clean edits, up to one that this answer receipts, is all that happened since: the device shows exactly
// this already. What else the device sent may have come from a copy of its data.
bool is_echo(const FeedEntry& entry, const Pull& pull, Version whole) {
  const bool own = entry.author == pull.device.id && entry.incarnation == pull.who.incarnation;
  const bool receipted = std::ranges::any_of(pull.who.received, [&](const ReceiptRange& range) {
    return range.version <= entry.version && entry.version.value < range.version.value + range.count;
  });
  return !is_told_anew(whole) && own && receipted && (entry.foreign <= whole || planted(PlantedBug::echo_eats_foreign));
}

Status take(Pull& pull, PartitionChanges& changes, const FeedEntry& entry, Version whole) {
  if (!sees_form(pull.device, entry.form) || is_echo(entry, pull, whole)) return {};
  const Form* form = pull.context.forms.find(entry.form);
  MINSYNC_ASSERT(form != nullptr);
  MINSYNC_ASSIGN(auto record, pull.store.records().load(*form, entry.record));
  MINSYNC_ASSERT(record.has_value());
  MINSYNC_ASSIGN(const auto sight, sight_of(pull.store, pull.context.divisions, pull.scope, entry, *record, whole));
  if (sight == Sight::nothing) return {};
  if (sight == Sight::left) record->state.groups.clear(), record->state.removals.clear(), record->state.deleted = false;
  if (sight == Sight::changed)
    std::erase_if(record->state.groups, [&](const GroupState& group) { return group.version <= whole; });
  pull.bytes_left -= std::min(pull.bytes_left, weight_of(record->state));
  changes.records.push_back({entry.form, std::move(record->state), sight == Sight::left});
  return {};
}

Version told_anew(const Partition& partition) {
  return {kToldAnew.value + partition.purges};
}
Cursor begun_anew(const Partition& partition) {
  return {partition.id, told_anew(partition), told_anew(partition), {}};
}

struct Told {
  Version reached;
  bool cut = false;  // there was no room for more
};

Result<Told> tell(Pull& pull, const ScopedPartition& scope, PartitionChanges& changes, Version after, Version until) {
  Told told{after};
  for (;;) {
    MINSYNC_ASSIGN(const auto page, next_page(pull.store, scope, told.reached, until));
    for (const auto& entry : page.entries) {
      told.cut = pull.bytes_left == 0;
      if (told.cut) return told;
      MINSYNC_TRY(take(pull, changes, entry, changes.cursor.whole));
      told.reached = entry.version;
    }
    if (page.complete) return told;
  }
}

ReadFeed feed_of(Pull& pull, const ScopedPartition& scope) {
  return [&](Version after, Version until) -> Result<std::optional<std::vector<FeedEntry>>> {
    MINSYNC_ASSIGN(auto page, next_page(pull.store, scope, after, until));
    if (!page.complete || page.entries.size() > 2 * kBlockRecords) return std::nullopt;
    std::erase_if(page.entries, [&](const FeedEntry& entry) {
      return entry.left || !pull.scope.reads({entry.unit, entry.county}) || !sees_form(pull.device, entry.form);
    });
    return std::move(page.entries);
  };
}

// The part of a partition that the device has something of already, as it says: only what differs is told.
Result<Told> tell_blocks(Pull& pull, const ScopedPartition& scope, PartitionChanges& changes, Version newest) {
  Told told{changes.cursor.version};
  const auto known = std::ranges::find(pull.who.known, scope.partition, &KnownBlocks::partition);
  if (!is_told_anew(changes.cursor.whole) || known == pull.who.known.end()) return told;
  for (std::uint32_t i = 0; i < known->blocks.size() && !told.cut; ++i) {
    const auto& block = known->blocks[i];
    if (block.end <= told.reached || block.end > newest) break;
    MINSYNC_ASSIGN(const bool same, is_same(pull.store, pull.context.forms, block, told.reached, feed_of(pull, scope)));
    if (same) {
      changes.same.push_back(i);
    } else {
      MINSYNC_ASSIGN(told, tell(pull, scope, changes, told.reached, block.end));
    }
    if (!told.cut) told.reached = block.end;
  }
  return told;
}

// Of who has not come up to the fence nobody knows which removed records he still has. A telling that began when the
// partition had been purged as often as now brings none of them.
bool is_behind_fence(const Partition& partition, const Cursor& cursor) {
  if (cursor.version.value == 0) return partition.purges > 0;
  if (is_told_anew(cursor.version)) return false;  // nothing was told yet
  return cursor.version < partition.fence && cursor.whole != told_anew(partition);
}

// `anew`: whatever the cursor says.
Result<PartitionChanges> pull_partition(Pull& pull, const ScopedPartition& scope, Cursor cursor, bool anew) {
  MINSYNC_ASSIGN(const auto partition, pull.store.partition(scope.partition));
  PartitionChanges changes;
  changes.cursor = cursor;
  MINSYNC_ASSIGN(changes.backed_up, backed_up_to(pull.store, scope.partition));
  MINSYNC_ASSIGN(const bool known, is_known(pull.store, cursor));
  if (!known || anew || is_behind_fence(partition, cursor)) {
    // From the next request on, when the device can say what it has.
    changes.anew = true;
    changes.cursor = begun_anew(partition);
    return changes;
  }
  if (is_told_anew(cursor.version)) changes.cursor = begun_anew(partition);
  MINSYNC_ASSIGN(auto told, tell_blocks(pull, scope, changes, partition.last));
  if (!told.cut) {
    MINSYNC_ASSIGN(told, tell(pull, scope, changes, told.reached, Version{~std::uint64_t{0}}));
  }
  changes.complete = !told.cut;
  // A partition without anything has no version at which it could be told anew.
  Version reached = partition.entries == 0 ? Version{} : told.reached;
  // All that lies up to the newest version was looked at, also where nothing of it is in this scope.
  if ((changes.complete || planted(PlantedBug::cursor_past_snapshot)) && partition.entries > 0)
    reached = partition.last;
  changes.cursor.version = reached;
  if (changes.complete || planted(PlantedBug::page_inside_record)) changes.cursor.whole = reached;
  if (reached.value == 0) changes.cursor.whole = {};
  if (reached == cursor.version) return changes;
  MINSYNC_ASSIGN(changes.cursor.chain, chain_at(pull.store, scope.partition, reached));
  return changes;
}

}  // namespace

Result<std::vector<PartitionChanges>> pull(HubStore& store, const IngestContext& context, const Device& device,
                                           const Asking& who, const std::vector<Cursor>& cursors,
                                           std::size_t answer_bytes) {
  Pull state{store, context, device, Scope(context.divisions, device), who, answer_bytes};
  std::vector<PartitionChanges> all;
  MINSYNC_ASSIGN(auto scopes, partitions_of(store, context.divisions, device));
  // It may have something of a partition that its units do not use any more, or did by what the hub lost.
  for (const auto& cursor : cursors) {
    if (std::ranges::find(scopes, cursor.partition, &ScopedPartition::partition) == scopes.end()) {
      scopes.push_back({cursor.partition, state.scope.feeds()});
    }
  }
  const auto cursor_of = [&](PartitionId partition) {
    const auto known = std::ranges::find(cursors, partition, &Cursor::partition);
    return known == cursors.end() ? Cursor{partition, {}, {}, {}} : *known;
  };
  const PartitionId city{context.divisions.at_level(device.unit, UnitLevel::city).value_or(UnitId{}).value};
  MINSYNC_ASSIGN(const bool new_scope, has_new_scope(store, context, device, cursor_of(city)));
  for (const auto& scope : scopes) {
    const Cursor cursor = cursor_of(scope.partition);
    const bool nothing_told = cursor.version.value == 0 || is_told_anew(cursor.version);
    const bool anew = new_scope && scope.partition != city && !nothing_told;
    MINSYNC_ASSIGN(auto changes, pull_partition(state, scope, cursor, anew));
    all.push_back(std::move(changes));
  }
  return all;
}

}  // namespace minsync
