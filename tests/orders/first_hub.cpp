#include "tests/orders/first_hub.h"

#include <algorithm>

#include "sync_protocol/hybrid_clock.h"

namespace minsync::orders {
namespace {

Stamp greatest_covered(const RecordState& record, const Edit& edit) {
  Stamp greatest;
  for (const auto& change : edit.changes) {
    const GroupState* state = record.group(change.group);
    if (state == nullptr) continue;
    for (const auto& head : state->heads) {
      if (covers(change.base, edit.id, head.origin)) greatest = std::max(greatest, head.origin.stamp);
    }
  }
  return greatest;
}

}  // namespace

std::vector<FieldValue> shown_in(const RecordState& record, GroupNumber group) {
  const GroupState* state = record.group(group);
  if (state == nullptr || std::ranges::all_of(state->shown, is_null)) return {};
  return state->shown;
}

const RecordState& FirstHub::record(RecordId id) const {
  static const RecordState kNone;
  const auto found = records_.find(id);
  return found == records_.end() ? kNone : found->second;
}

std::optional<Origin> FirstHub::receive(const Edit& edit, Role role, std::uint64_t now_ms, std::uint64_t gap) {
  if (must_refuse(record(edit.record), edit)) {
    refused_.insert(edit.id);
    return std::nullopt;
  }
  RecordState& record = records_[edit.record];
  if (edit.kind == EditKind::create) {
    record.id = edit.record;
    record.unit = edit.unit;
  }
  last_.value += 1 + gap;
  const Stamp stamp = effective_stamp(edit.stamp, now_ms, greatest_covered(record, edit));
  const Origin origin{edit.id, last_, stamp, static_cast<std::uint8_t>(role)};
  merge_edit(form_.groups, record, edit, origin);
  return origin;
}

bool FirstHub::is_illegal(const RecordState& record, const GroupChange& change) const {
  if (!judges_transitions_ || record.groups.empty()) return false;
  const auto present = std::get<std::string>(shown_in(record, change.group).front());
  const auto& wanted = std::get<std::string>(change.values.front());
  return wanted != present && form_.workflow->find(present, wanted) == nullptr;
}

bool FirstHub::must_refuse(const RecordState& record, const Edit& edit) const {
  if (edit.kind == EditKind::remove) return false;
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    const auto& rule = *form_.group(change.group);
    const auto* text = std::get_if<std::string>(&change.values.front());
    const auto longest = static_cast<std::size_t>(form_.field(rule.fields.front())->max_length);
    if (rule.policy == MergePolicy::workflow) return is_illegal(record, change);
    if (text != nullptr && text->size() > longest) return true;
    const bool relative = rule.policy == MergePolicy::sum || rule.policy == MergePolicy::set_union;
    if (!relative || change.base.own.empty()) return false;
    const auto& range = change.base.own.back();
    return refused_.contains({edit.id.device, range.incarnation, range.last});
  });
}

}  // namespace minsync::orders
