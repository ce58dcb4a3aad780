#include "hub/ingest/rights.h"

#include <algorithm>

#include "hub/ingest/state_rights.h"
#include "shared/store/form_definitions.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

std::optional<Refusal> refuse_scope(const IngestContext& context, const Device& device, PartitionId partition,
                                    const Form& form, UnitId unit) {
  const UnitSpan* span = context.divisions.find(unit);
  if (span == nullptr) return Refusal{"hub.unit_unknown", {std::to_string(unit.value)}, ""};
  const bool inside = device.role == Role::city || context.divisions.is_within(unit, device.unit);
  const bool form_allowed = sees_form(device, form.name);
  if (!inside) return Refusal{"hub.unit_out_of_scope", {span->code, span->name}, ""};
  if (!form_allowed) return Refusal{"hub.form_out_of_scope", {form.name}, ""};
  if (partition_of(context.divisions, unit) != partition) {
    return Refusal{"hub.wrong_partition", {span->code, span->name}, ""};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_values(const Form& form, const Edit& edit) {
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    if (rule == nullptr) return Refusal{"hub.field_unknown", {std::to_string(change.group.value), form.name}, ""};
    if (edit.kind == EditKind::remove) continue;
    if (change.values.size() != rule->fields.size()) return Refusal{"hub.values_count", {form.name}, ""};
    for (std::size_t i = 0; i < rule->fields.size(); ++i) {
      const Field& field = *form.field(rule->fields[i]);
      if (const auto status = check_type(field, change.values[i]); !status) {
        return Refusal{status.error().id, status.error().args, field.name};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

bool sees_form(const Device& device, const std::string& form) {
  return device.forms.empty() || form == kFormDefinition || contains(device.forms, form);
}

std::optional<Refusal> refusal_of(const IngestContext& context, const Device& device, PartitionId partition,
                                  const Form* form, const Edit& edit, const StoredRecord* record, bool proven) {
  if (form == nullptr) return Refusal{"hub.form_out_of_scope", {edit.form}, ""};
  if (record == nullptr && edit.kind != EditKind::create) return Refusal{kRecordUnknown, {}, ""};
  const UnitId unit = record == nullptr ? edit.unit : record->state.unit;
  if (auto refusal = refuse_scope(context, device, partition, *form, unit)) return refusal;
  const std::string role = role_name(device.role);
  const bool may_write = form->write_roles.empty() ? device.role != Role::city : contains(form->write_roles, role);
  // The hub's own console decides conflicts in every form.
  const bool decides = !edit.changes.empty() && std::ranges::all_of(edit.changes, [](const GroupChange& change) {
    return !change.decides.empty();
  });
  if (!may_write && !(decides && device.role == Role::city)) {
    return Refusal{"hub.role_may_not_write", {form->name, role}, ""};
  }
  if (auto refusal = refuse_values(*form, edit)) return refusal;
  if (proven) return std::nullopt;
  return refuse_by_state(device, *form, edit, record);
}

UnitId feed_unit(const Divisions& divisions, UnitId unit) {
  return divisions.at_level(unit, UnitLevel::township).value_or(unit);
}

std::vector<ScopedPartition> scope_of(const Divisions& divisions, const Device& device) {
  std::vector<ScopedPartition> scope;
  const PartitionId own = partition_of(divisions, device.unit);
  ScopedPartition partition{own, {device.unit}};
  if (device.role == Role::county || planted(PlantedBug::scope_on_push_only)) {
    for (const auto* township : divisions.children(UnitId{own.value})) partition.units.push_back(township->id);
  }
  scope.push_back(std::move(partition));
  const auto city = divisions.at_level(device.unit, UnitLevel::city);
  if (city && PartitionId{city->value} != own) scope.push_back({PartitionId{city->value}, {*city}});
  return scope;
}

}  // namespace minsync
