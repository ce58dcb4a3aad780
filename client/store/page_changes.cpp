#include "client/store/page_changes.h"

#include <algorithm>

#include "client/store/eviction.h"
#include "client/store/learned_forms.h"
#include "client/store/overlay.h"
#include "client/store/rescued.h"
#include "client/store/set_aside.h"
#include "client/store/watermark.h"

namespace minsync {

PagePlace place_of_page(const Asked& asked, const SyncState& sync, const PartitionChanges& changes,
                        std::uint16_t epoch) {
  const PartitionId partition = changes.cursor.partition;
  const Cursor from = cursor_of(asked.cursors, partition);
  const Cursor start = asked.by_stick ? cursor_of(asked.start, partition) : from;
  return place_of(cursor_of(sync.cursors, partition), from, start, changes, epoch);
}

namespace {

Status save_with(Storing& storing, const Form& form, StoredRecord& record, const std::vector<OutboxEntry>& own,
                 bool fresh) {
  show_with_edits(form, record, edits_on_top(record.state, own), storing.store.enrolment().role);
  return storing.store.save(form, record, fresh);
}

}  // namespace

Status save_shown(Storing& storing, const Form& form, StoredRecord& record, bool fresh) {
  MINSYNC_ASSIGN(const auto own, storing.store.edits_of(record.state.id));
  return save_with(storing, form, record, own, fresh);
}

Status save_shown_after(Storing& storing, const Form& form, StoredRecord& record, const Edit& edit) {
  MINSYNC_ASSIGN(const bool alone, storing.store.is_only_edit_of(record.state.id, edit.id.sequence));
  return alone ? save_with(storing, form, record, {}, false) : save_shown(storing, form, record, false);
}

namespace {

// Where a page's changes go.
struct Page {
  PartitionId partition;
  bool anew = false;  // the partition is told anew
};

Status keep_for_later(Storing& storing, const RecordChange& change, const Page& page, const Fault& why,
                      const std::optional<StoredRecord>& record) {
  auto& store = storing.store;
  ++storing.counts.set_aside;
  if (page.anew) MINSYNC_TRY(drop_aside(store, change.state.id));
  const bool joins = record && !page.anew;
  return set_aside(store, {change, page.partition, why.id, why.args, static_cast<std::int64_t>(storing.hub_ms)},
                   joins ? &record->state : nullptr);
}

// What is set aside of a record counts as stored: the change laid over it, if there is any.
Result<std::optional<RecordChange>> with_aside(Storing& storing, const RecordChange& change, const Page& page) {
  if (!storing.any_aside || page.anew || change.left) return std::nullopt;
  MINSYNC_ASSIGN(auto aside, find_aside(storing.store, change.state.id));
  if (!aside || aside->change.state.version > change.state.version) return std::nullopt;
  take_over(aside->change.state, change.state);
  return std::move(aside->change);
}

// Merged own edits that this state holds.
Status now_shown(ClientStore& store, const RecordState& state, std::vector<OutboxEntry>& own) {
  for (auto& entry : own) {
    if (entry.state != OutboxState::unshown || entry.version > state.version) continue;
    entry.state = OutboxState::done;
    MINSYNC_TRY(store.set_outbox_state(entry.edit.id.sequence, entry.state, entry.version, nullptr));
  }
  return {};
}

Status store_state(Storing& storing, const Form& form, const RecordChange& change, const Page& page,
                   std::optional<StoredRecord> record) {
  auto& store = storing.store;
  const bool fresh = !record;
  if (fresh) record.emplace();
  record->partition = page.partition;
  if (!fresh) MINSYNC_TRY(store.database().run("DELETE FROM leaving WHERE record = ?", change.state.id));
  if (page.anew) {
    MINSYNC_TRY(rescue(store, form, record->state, &change.state));
    record->state = change.state;
  } else {
    if (record->state.version > change.state.version) return {};
    take_over(record->state, change.state);
  }
  for (const auto& group : change.state.groups) {
    for (const auto& head : group.heads) storing.clock.see(head.origin.stamp, storing.hub_ms);
  }
  ++storing.counts.pulled;
  MINSYNC_ASSIGN(auto own, store.edits_of(change.state.id));
  MINSYNC_TRY(now_shown(store, change.state, own));
  return save_with(storing, form, *record, own, fresh);
}

// Receipts in the same answer may have changed what lies on top of it.
Status show_again(Storing& storing, RecordId id) {
  auto& store = storing.store;
  MINSYNC_ASSIGN(auto own, store.edits_of(id));
  if (own.empty()) return {};
  const Form* form = store.forms().find(own.front().edit.form);
  if (form == nullptr) return {};
  MINSYNC_ASSIGN(auto record, store.records().load(*form, id));
  if (!record) return {};
  MINSYNC_TRY(now_shown(store, record->state, own));
  return save_with(storing, *form, *record, own, false);
}

// What the hub has as it is here counts as told.
Status keep_same(Storing& storing, const PartitionChanges& changes, const Asked& asked) {
  const auto own = std::ranges::find(asked.known, changes.cursor.partition, &OwnBlocks::partition);
  for (const auto index : changes.same) {
    if (own == asked.known.end() || index >= own->blocks.size()) {
      return fail(FaultKind::integrity, "network.bad_answer");
    }
    for (const auto record : own->blocks[index].records) {
      MINSYNC_TRY(note_told(storing.store, record, changes.cursor.partition));
      MINSYNC_TRY(show_again(storing, record));
    }
  }
  return {};
}

Status store_change(Storing& storing, const RecordChange& told, const Page& page) {
  auto& store = storing.store;
  const Form* form = store.forms().find(told.form);
  const RecordId id = told.state.id;
  if (page.anew && !told.left) MINSYNC_TRY(note_told(store, id, page.partition));
  if (form == nullptr) return keep_unknown(store, told, page.partition, page.anew);
  MINSYNC_ASSIGN(auto record, store.records().load(*form, id));
  if (told.left) {
    const bool newer_here = record && record->state.version > told.state.version;
    if (newer_here) return {};
    MINSYNC_TRY(drop_aside(store, id));
    return evict(store, *form, id);
  }
  MINSYNC_ASSIGN(const auto joined, with_aside(storing, told, page));
  const auto& change = joined ? *joined : told;
  if (const auto why = unfit(*form, change)) return keep_for_later(storing, change, page, *why, record);
  if (storing.any_aside) MINSYNC_TRY(drop_aside(store, id));
  return store_state(storing, *form, change, page, std::move(record));
}

// What this program knows, so that a newer one tries what an older one set aside.
std::string known_forms(const ClientStore& store) {
  std::string out;
  for (const auto& form : store.forms().forms()) out += form->name + ' ' + std::to_string(form->version) + ' ';
  return out;
}

Status store_partition(Storing& storing, const PartitionChanges& changes, PagePlace place, const Asked& asked,
                       SyncState& sync) {
  const PartitionId partition = changes.cursor.partition;
  const Cursor here = cursor_of(sync.cursors, partition);
  const bool anew = place == PagePlace::follows && (changes.anew || is_told_anew(here.whole));
  for (const auto& change : changes.records) MINSYNC_TRY(store_change(storing, change, {partition, anew}));
  MINSYNC_TRY(keep_same(storing, changes, asked));
  if (anew && changes.complete) {
    MINSYNC_TRY(drop_untold_aside(storing.store, partition));
    MINSYNC_TRY(evict_untold(storing.store, partition));
  }
  if (changes.complete) MINSYNC_TRY(evict_unseen(storing.store, partition, changes.cursor.version));
  MINSYNC_TRY(note_backed_up(storing.store, changes));
  std::erase_if(sync.cursors, [&](const Cursor& c) { return c.partition == partition; });
  sync.cursors.push_back(cursor_after(place, here, changes));
  return {};
}

}  // namespace

Status retry_aside(Storing& storing) {
  MINSYNC_ASSIGN(const auto all, all_aside(storing.store));
  for (const auto& aside : all) MINSYNC_TRY(store_change(storing, aside.change, {aside.partition, false}));
  storing.counts.set_aside = 0;
  return {};
}

Status begin_aside(Storing& storing) {
  auto& store = storing.store;
  MINSYNC_ASSIGN(const auto count, count_aside(store));
  storing.any_aside = count > 0;
  if (count == 0) return {};
  MINSYNC_ASSIGN(const auto tried, store.setting("aside_tried_with"));
  const auto now = known_forms(store);
  if (tried == now) return {};
  MINSYNC_TRY(retry_aside(storing));
  return store.set_setting("aside_tried_with", now);
}

Status store_partitions(Storing& storing, const SyncAnswer& answer, const Asked& asked, SyncState& sync) {
  bool complete = !answer.partitions.empty(), stored = !asked.by_stick;
  for (const auto& changes : answer.partitions) {
    auto place = place_of_page(asked, sync, changes, answer.epoch);
    // What is left out as the same is only there where it was said to be.
    if (place == PagePlace::reaches && !changes.same.empty()) place = PagePlace::gap;
    if (place == PagePlace::gap) storing.counts.gap = true, complete = false;
    if (place == PagePlace::known) complete = complete && sync.complete;
    if (place == PagePlace::gap || place == PagePlace::known) continue;
    MINSYNC_TRY(store_partition(storing, changes, place, asked, sync));
    complete = complete && changes.complete;
    stored = true;
  }
  if (stored || !complete) sync.complete = complete;
  return {};
}

}  // namespace minsync
