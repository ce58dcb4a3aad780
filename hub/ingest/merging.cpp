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

}  // namespace

Result<RecordMerge> RecordMerge::begin(const MergePlace& place, const Form& form, const Edit& edit,
                                       std::optional<StoredRecord> found, Version version, UnitId placed) {
  const bool fresh = !found;
  RecordMerge merge(place, form, fresh ? StoredRecord{} : std::move(*found), fresh);
  if (fresh) {
    merge.record_.state.id = edit.record;
    merge.placed_ = placed;
    merge.record_.state.unit = placed.value != 0 ? placed : edit.unit;
    merge.record_.state.birth = version;
    merge.record_.partition = place.partition;
  } else {
    MINSYNC_ASSIGN(merge.fed_, feed_before(place, merge.record_));
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
  life = in_order(std::move(life));
  RecordState state;
  state.id = before.id;
  state.birth = before.birth;
  for (const auto& merged : life) {
    merge_edit(form_->groups, state, merged.edit, merged.origin);
    if (merged.placed.value != 0) state.unit = merged.placed;
  }
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

Result<Merged> RecordMerge::merge(const Edit& edit, const Origin& origin, bool from_birth, const Unwritten& unwritten) {
  if (!from_birth) return merge_edit(form_->groups, record_.state, edit, origin);
  MINSYNC_TRY(merge_from_birth(edit, origin, unwritten));
  Merged merged{{}, false};
  for (const auto& change : edit.changes) {
    const GroupState* state = record_.state.group(change.group);
    const bool told = state != nullptr && edit.kind != EditKind::remove;
    merged.outcomes.push_back(
        {change.group, told ? outcome_of(*form_->group(change.group), *state, edit.id) : Outcome::applied});
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
  MINSYNC_TRY(place_.store.records().save(*form_, record_, fresh_));
  return write_feed(place_, *form_, record_.state, fed_, departed, shown_by);
}

}  // namespace minsync
