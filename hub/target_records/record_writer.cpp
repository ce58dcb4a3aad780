#include "hub/target_records/record_writer.h"

#include <algorithm>

namespace minsync {
namespace {

// Far below every limit of a batch, whatever the texts.
constexpr std::size_t kEditsInBatch = 500;

const FieldValue& value_in(const FieldValues& values, FieldNumber field) {
  static const FieldValue nothing{Null{}};
  const auto found = values.find(field);
  return found == values.end() ? nothing : found->second;
}

// The group's values as wanted; what is not named in `wanted` stays as it is shown.
std::vector<FieldValue> values_of(const GroupRule& rule, const FieldValues& wanted, const FieldValues& shown) {
  std::vector<FieldValue> values;
  for (const auto field : rule.fields) values.push_back(value_in(wanted.contains(field) ? wanted : shown, field));
  return values;
}

bool written_by_others(const GroupState* state, DeviceId hub) {
  return state != nullptr &&
         std::ranges::any_of(state->heads, [&](const Head& head) { return head.origin.edit.device != hub; });
}

Stamp greatest_stamp(const GroupState* state) {
  Stamp greatest;
  for (const auto& head : state == nullptr ? std::vector<Head>{} : state->heads) {
    greatest = std::max(greatest, head.origin.stamp);
  }
  return greatest;
}

Edit start_edit(const Form& form, RecordId record, EditKind kind) {
  Edit edit;
  edit.kind = kind;
  edit.record = record;
  edit.form = form.name;
  edit.form_version = form.version;
  return edit;
}

}  // namespace

RecordId RecordWriter::create(const FieldSheet& wanted, UnitId unit) {
  const Form& form = wanted.form();
  const RecordId id{Uuid::version7(static_cast<std::uint64_t>(context_.now_ms), random_bytes<10>())};
  Edit edit = start_edit(form, id, EditKind::create);
  edit.unit = unit;
  for (const auto& rule : form.groups) {
    auto values = values_of(rule, wanted.values(), {});
    if (std::ranges::all_of(values, is_null)) continue;
    edit.changes.push_back({rule.number, {}, std::move(values), {}, {}});
  }
  edits_[partition_of(context_.divisions, unit)].push_back(std::move(edit));
  ++count_.created;
  return id;
}

RecordId RecordWriter::put(const FieldSheet& wanted, UnitId unit, const StoredRecord* existing, bool offices_first) {
  if (existing == nullptr) return create(wanted, unit);
  const Form& form = wanted.form();
  Edit edit = start_edit(form, existing->state.id, EditKind::change);
  edit.seen = existing->state.version;
  bool kept = false;
  for (const auto& rule : form.groups) {
    auto values = values_of(rule, wanted.values(), existing->shown);
    auto shown = values_of(rule, {}, existing->shown);
    if (values == shown) continue;
    const GroupState* state = existing->state.group(rule.number);
    if (offices_first && written_by_others(state, hub_.device.id)) {
      kept = true;
      continue;
    }
    GroupChange change{rule.number, Base{existing->state.version, {}}, std::move(values), {}, {}};
    if (state != nullptr && carries_displayed(rule.policy)) change.displayed = std::move(shown);
    edit.stamp = std::max(edit.stamp, greatest_stamp(state));
    edit.changes.push_back(std::move(change));
  }
  count_.kept += kept ? 1 : 0;
  count_.changed += edit.changes.empty() ? 0 : 1;
  count_.unchanged += edit.changes.empty() && !kept ? 1 : 0;
  if (!edit.changes.empty()) edits_[existing->partition].push_back(std::move(edit));
  return existing->state.id;
}

Status RecordWriter::finish(HubStore& store) {
  for (auto& [partition, edits] : edits_) {
    for (std::size_t begin = 0; begin < edits.size(); begin += kEditsInBatch) {
      const auto end = std::min(edits.size(), begin + kEditsInBatch);
      std::vector<Edit> some(std::make_move_iterator(edits.begin() + static_cast<std::ptrdiff_t>(begin)),
                             std::make_move_iterator(edits.begin() + static_cast<std::ptrdiff_t>(end)));
      MINSYNC_TRY(ingest_own(store, context_, hub_, partition, std::move(some)));
    }
  }
  edits_.clear();
  return {};
}

}  // namespace minsync
