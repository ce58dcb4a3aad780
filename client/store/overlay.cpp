#include "client/store/overlay.h"

#include <algorithm>

#include "shared/crypto/edit_digest.h"
#include "sync_protocol/merge.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

bool is_on_top(const RecordState& state, const OutboxEntry& entry) {
  switch (entry.state) {
    case OutboxState::pending:
      // One that a former hub had merged may still be within the state that it sent.
      return entry.version > state.version || epoch_of(entry.version) != epoch_of(state.version) ||
             entry.version.value == 0;
    case OutboxState::waiting:
    case OutboxState::quarantined:
    case OutboxState::held:
      return true;
    case OutboxState::unshown:
      return entry.version > state.version;
    case OutboxState::refused:
      return state.version.value == 0;
    case OutboxState::done:
    case OutboxState::answered:
      return false;
  }
  return false;
}

constexpr std::size_t kManyRanges = 64;

// Where a base would grow too long, ranges are joined over sequences of other records and groups: no cover changes.
void append(std::vector<SequenceRange>& ranges, const EditId& id) {
  const bool same_life = !ranges.empty() && ranges.back().incarnation == id.incarnation;
  const bool touching = same_life && ranges.back().last.value + 1 == id.sequence.value;
  if (touching || (same_life && ranges.size() >= kManyRanges)) {
    ranges.back().last = id.sequence;
    return;
  }
  // What falls out is taken for unseen: at worst a conflict with oneself, never a loss.
  if (ranges.size() == kMaxOwnRanges) ranges.erase(ranges.begin());
  ranges.push_back({id.incarnation, id.sequence, id.sequence});
}

}  // namespace

std::vector<const OutboxEntry*> edits_on_top(const RecordState& state, const std::vector<OutboxEntry>& own) {
  std::vector<const OutboxEntry*> on_top;
  for (const auto& entry : own) {
    if (is_on_top(state, entry)) on_top.push_back(&entry);
  }
  return on_top;
}

RecordState with_edits(const Form& form, const RecordState& state, const std::vector<const OutboxEntry*>& on_top,
                       Role own_role) {
  RecordState shown = state;
  for (const auto* entry : on_top) {
    merge_edit(form.groups, shown, entry->edit,
               {entry->edit.id, kPendingVersion, entry->edit.stamp, static_cast<std::uint8_t>(own_role)});
  }
  return shown;
}

void show_with_edits(const Form& form, StoredRecord& record, const std::vector<const OutboxEntry*>& on_top,
                     Role own_role) {
  if (on_top.empty()) return show_state(form, record);
  StoredRecord shown{with_edits(form, record.state, on_top, own_role), {}, false, false};
  show_state(form, shown);
  record.shown = std::move(shown.shown);
  record.deleted = shown.deleted;
}

Base displayed_base(const RecordState& state, const std::vector<const OutboxEntry*>& on_top, GroupNumber group) {
  for (auto entry = on_top.rbegin(); entry != on_top.rend(); ++entry) {
    const auto change = std::ranges::find((*entry)->edit.changes, group, &GroupChange::group);
    if (change == (*entry)->edit.changes.end()) continue;
    Base base = change->base;
    if (planted(PlantedBug::pull_raises_base) && state.group(group) != nullptr)
      base.version = state.group(group)->version;
    append(base.own, (*entry)->edit.id);
    base.own_digest = edit_digest((*entry)->edit);
    return base;
  }
  const GroupState* found = state.group(group);
  return {found == nullptr ? Version{} : found->version, {}, {}};
}

}  // namespace minsync
