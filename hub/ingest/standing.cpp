#include <algorithm>

#include "hub/ingest/scope.h"
#include "shared/forms/field_rights.h"
#include "shared/store/delegations.h"

namespace minsync {
namespace {

bool is_abolished(const Divisions& divisions, UnitId unit) {
  const UnitSpan* span = divisions.find(unit);
  return span != nullptr && span->to_day != INT32_MAX;
}

// The unit of the record that a new one was made under, where that has gone from there since.
Result<std::optional<UnitId>> unit_of_moved_parent(HubStore& store, const IngestContext& context, const Edit& edit) {
  const Form* form = context.forms.find(edit.form);
  if (form == nullptr) return std::nullopt;
  for (const auto& field : form->fields) {
    if (!field.moves_with_parent || field.type != FieldType::reference) continue;
    const auto& rule = form->group_of(field.number);
    const auto change = std::ranges::find(edit.changes, rule.number, &GroupChange::group);
    const auto at = static_cast<std::size_t>(std::ranges::find(rule.fields, field.number) - rule.fields.begin());
    if (change == edit.changes.end() || at >= change->values.size()) continue;
    const auto* parent = std::get_if<RecordId>(&change->values[at]);
    const Form* parent_form = context.forms.find(field.reference_form);
    if (parent == nullptr || parent_form == nullptr) continue;
    MINSYNC_ASSIGN(const auto record, store.records().load(*parent_form, *parent));
    if (!record) continue;
    const auto named = place_of(context.divisions, edit.unit).township;
    const bool elsewhere = place_of(context.divisions, record->state.unit).township != named;
    MINSYNC_ASSIGN(const auto stays, store.stays(*parent, Version{}));
    const bool was_here = std::ranges::any_of(
        stays, [&](const Stay& stay) { return stay.unit == edit.unit || (elsewhere && stay.township == named); });
    if (was_here) return record->state.unit;
  }
  return std::nullopt;
}

// Whose area the named unit's is now, where that is one; a record that stands under another goes where that one is. The
// bureau knows the boundaries, and enters what was under those of earlier years.
Result<UnitId> unit_for_new(HubStore& store, const IngestContext& context, const Device& device, const Edit& edit) {
  if (device.role == Role::city) return edit.unit;
  MINSYNC_ASSIGN(const auto parent, unit_of_moved_parent(store, context, edit));
  if (parent) return *parent;
  if (!is_abolished(context.divisions, edit.unit)) return edit.unit;
  const auto heirs = context.divisions.heirs(edit.unit);
  return heirs.size() == 1 ? heirs.front() : edit.unit;
}

// The unit's own partition, or the county's that it stood in when the record was made.
bool may_be_born_in(const Divisions& divisions, UnitId unit, PartitionId partition) {
  if (partition_of(divisions, unit) == partition) return true;
  const UnitSpan* span = divisions.find(UnitId{partition.value});
  return span != nullptr && span->level == UnitLevel::county && divisions.was_within(unit, span->id);
}

// China has one time, eight hours ahead of Greenwich.
std::int32_t day_in_china(std::int64_t unix_ms) {
  constexpr std::int64_t kHourMs = 3'600'000;
  return static_cast<std::int32_t>((unix_ms + 8 * kHourMs) / (24 * kHourMs));
}

// Asked only where it matters: of a township's step that its form lets a county delegate.
Result<bool> has_delegated(HubStore& store, const IngestContext& context, const Device& device, const Edit& edit,
                           const StoredRecord* record, UnitId unit) {
  const Form* form = context.forms.find(edit.form);
  if (form == nullptr || !form->workflow || device.role != Role::township) return false;
  const auto from = record == nullptr ? form->workflow->initial : state_in(*form, record->shown);
  const auto to = state_wanted(*form, edit, from);
  const Transition* step = to ? form->workflow->find(from, *to) : nullptr;
  if (step == nullptr || !may_take(*step, device.role, true)) return false;
  const auto county = context.divisions.at_level(unit, UnitLevel::county);
  if (!county) return false;
  return is_delegated(store.records(), context.forms, form->name, *county, day_in_china(context.now_ms));
}

Result<Standing> whose(HubStore& store, const IngestContext& context, const Device& device, PartitionId partition,
                       const Edit& edit, const StoredRecord* record) {
  const Scope scope(context.divisions, device);
  Standing standing;
  if (record == nullptr) {
    MINSYNC_ASSIGN(standing.unit, unit_for_new(store, context, device, edit));
    standing.inside = scope.may_name(edit.unit);
    standing.right_partition = may_be_born_in(context.divisions, edit.unit, partition);
    return standing;
  }
  standing.unit = record->state.unit;
  standing.right_partition = record->partition == partition;
  standing.inside = scope.owns(place_of(context.divisions, standing.unit));
  if (standing.inside) return standing;
  MINSYNC_ASSIGN(const auto stays, store.stays(record->state.id, Version{}));
  const auto then = std::ranges::find_if(stays, [&](const Stay& stay) { return stay.until > edit.seen; });
  standing.inside = then != stays.end() && scope.owned(*then);
  standing.moved_away =
      !standing.inside && std::ranges::any_of(stays, [&](const Stay& stay) { return scope.owned(stay); });
  return standing;
}

}  // namespace

Result<Standing> standing_of(HubStore& store, const IngestContext& context, const Device& device, PartitionId partition,
                             const Edit& edit, const StoredRecord* record) {
  MINSYNC_ASSIGN(auto standing, whose(store, context, device, partition, edit, record));
  MINSYNC_ASSIGN(standing.delegated, has_delegated(store, context, device, edit, record, standing.unit));
  return standing;
}

}  // namespace minsync
