#include "hub/ingest/merging.h"

#include <algorithm>

#include "hub/ingest/feed_writer.h"
#include "hub/ingest/scope.h"

namespace minsync {
namespace {

bool covers_any(const MergedEdit& later, const MergedEdit& earlier) {
  return std::ranges::any_of(later.edit.changes, [&](const GroupChange& change) {
    // A decision settles what it names.
    if (std::ranges::find(change.decides, earlier.origin.edit) != change.decides.end()) return true;
    const auto same = std::ranges::find(earlier.edit.changes, change.group, &GroupChange::group);
    return same != earlier.edit.changes.end() && covers(change.base, later.edit.id, earlier.origin);
  });
}

// By the places that they had; but no edit comes before one that it covers, whatever is known of their places. Two may
// have had one place, in histories that parted: their ids then make the order the same each time.
std::vector<MergedEdit> in_order(std::vector<MergedEdit> life) {
  std::ranges::sort(life, {},
                    [](const MergedEdit& merged) { return std::pair(place_of(merged.origin), merged.origin.edit); });
  std::vector<MergedEdit> ordered;
  while (!life.empty()) {
    const auto next = std::ranges::find_if(life, [&](const MergedEdit& candidate) {
      return std::ranges::none_of(
          life, [&](const MergedEdit& other) { return &other != &candidate && covers_any(candidate, other); });
    });
    // Covers go back in time, so there always is one; a journal in which there is none is taken as it stands.
    const auto taken = next == life.end() ? life.begin() : next;
    ordered.push_back(std::move(*taken));
    life.erase(taken);
  }
  return ordered;
}

// `state` holds what is not in the edits: id, birth, and the unit of the creation.
void merge_life(const Form& form, RecordState& state, std::vector<MergedEdit> life) {
  for (const auto& merged : in_order(std::move(life))) {
    merge_edit(form.groups, state, merged.edit, merged.origin);
    if (merged.placed.value != 0) state.unit = merged.placed;
  }
}

Result<StoredRecord> revive(const MergePlace& place, const Form& form, const Purged& purged) {
  MINSYNC_ASSIGN(auto life, JournalReader(place.store).life_of(purged.partition, purged.record, purged.last));
  StoredRecord record;
  record.partition = purged.partition;
  record.state.id = purged.record;
  record.state.birth = life.front().origin.version;
  record.state.unit = life.front().edit.unit;
  merge_life(form, record.state, std::move(life));
  record.state.version = purged.last;
  show_state(form, record);
  return record;
}

}  // namespace

Result<FoundRecord> find_record(const MergePlace& place, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto stored, place.store.records().load(form, id));
  if (stored) return FoundRecord{std::move(stored), false};
  MINSYNC_ASSIGN(const auto purged, place.store.find_purged(id));
  if (!purged || purged->form != form.name) return FoundRecord{};
  MINSYNC_ASSIGN(auto revived, revive(place, form, *purged));
  return FoundRecord{std::move(revived), true};
}

Result<RecordMerge> RecordMerge::begin(const MergePlace& place, const Form& form, const Edit& edit, FoundRecord found,
                                       Version version, UnitId placed) {
  RecordMerge merge(place, form, std::move(found));
  if (merge.fresh_) {
    merge.record_.state.id = edit.record;
    merge.placed_ = placed;
    merge.record_.state.unit = placed.value != 0 ? placed : edit.unit;
    merge.record_.state.birth = version;
    merge.record_.partition = place.partition;
  } else {
    MINSYNC_ASSIGN(merge.fed_, feed_before(place, merge.record_.state));
  }
  merge.unit_before_ = merge.record_.state.unit;
  return merge;
}

// The record from all its edits. Groups that come out as they were keep their version.
Status RecordMerge::merge_from_birth(const Edit& edit, const Origin& origin, const Unwritten& unwritten) {
  const RecordState& before = record_.state;
  std::vector<MergedEdit> life{{edit, origin, 0, placed_}};
  Version written = before.version;
  for (auto own = unwritten.find(written); own != unwritten.end(); own = unwritten.find(written)) {
    life.push_back(own->second.first);
    written = own->second.second;
  }
  JournalReader journal(place_.store);
  MINSYNC_ASSIGN(auto older, journal.life_of(place_.partition, edit.record, written));
  std::ranges::move(older, std::back_inserter(life));
  RecordState state;
  state.id = before.id;
  state.birth = before.birth;
  merge_life(*form_, state, std::move(life));
  for (auto& group : state.groups) {
    const GroupState* old = before.group(group.number);
    const bool same = old != nullptr && old->heads == group.heads && old->shown == group.shown;
    group.version = same ? old->version : origin.version;
  }
  state.version = origin.version;
  if (state.unit.value == 0) state.unit = before.unit;
  record_.state = std::move(state);
  return {};
}

// Nobody is sure to have anything of a record that was purged.
void RecordMerge::tell_all(Version version) {
  for (auto& group : record_.state.groups) group.version = version;
}

Result<Merged> RecordMerge::merge(const Edit& edit, const Origin& origin, bool from_birth, const Unwritten& unwritten) {
  if (!from_birth) {
    auto merged = merge_edit(form_->groups, record_.state, edit, origin);
    if (purged_) tell_all(origin.version);
    return merged;
  }
  MINSYNC_TRY(merge_from_birth(edit, origin, unwritten));
  if (purged_) tell_all(origin.version);
  Merged merged{{}, false};
  for (const auto& change : edit.changes) {
    const GroupState* state = record_.state.group(change.group);
    const bool told = state != nullptr && edit.kind != EditKind::remove;
    merged.outcomes.push_back(
        {change.group, told ? outcome_of(*form_->group(change.group), *state, edit) : Outcome::applied});
  }
  return merged;
}

std::optional<Departure> RecordMerge::departure() const {
  if (!fed_) return std::nullopt;
  const Place now = place_of(place_.divisions, record_.state.unit);
  const bool same = fed_->unit == now.township && fed_->county == now.county && unit_before_ == record_.state.unit;
  if (same) return std::nullopt;
  return Departure{{record_.state.version, unit_before_, fed_->unit, fed_->county}, now};
}

Status RecordMerge::save(const ShownBy& shown_by, const std::optional<Departure>& departed) {
  show_state(*form_, record_);
  if (purged_) MINSYNC_TRY(place_.store.drop_purged(record_.state.id));
  MINSYNC_TRY(place_.store.records().save(*form_, record_, fresh_ || purged_));
  return write_feed(place_, *form_, record_.state, fed_, departed, shown_by);
}

}  // namespace minsync
