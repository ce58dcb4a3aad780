#include "hub/ingest/rights.h"

#include <algorithm>

#include "hub/ingest/state_rights.h"
#include "shared/store/delegations.h"
#include "shared/store/form_definitions.h"
#include "shared/store/unit_decisions.h"

namespace minsync {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

std::optional<Refusal> refuse_scope(const IngestContext& context, const Device& device, const Standing& standing,
                                    const Form& form, bool proven) {
  const UnitSpan* span = context.divisions.find(standing.unit);
  if (span == nullptr) return Refusal{"hub.unit_unknown", {std::to_string(standing.unit.value)}, ""};
  if (!standing.inside && !proven) {
    return Refusal{standing.moved_away ? "hub.record_moved" : "hub.unit_out_of_scope", {span->code, span->name}, ""};
  }
  if (!sees_form(device, form.name)) return Refusal{"hub.form_out_of_scope", {form.name}, ""};
  if (!standing.right_partition) return Refusal{"hub.wrong_partition", {span->code, span->name}, ""};
  return std::nullopt;
}

// Only the bureau moves records; where to, is said by a unit of the city that is there.
std::optional<Refusal> refuse_move(const IngestContext& context, const Device& device, const Form& form,
                                   const Edit& edit) {
  if (device.role != Role::city) return Refusal{"hub.move_role", {role_name(device.role)}, ""};
  if (form.reference_data) return Refusal{"hub.move_reference", {form.name}, ""};
  const UnitSpan* span = context.divisions.find(edit.unit);
  if (span == nullptr) return Refusal{"hub.unit_unknown", {std::to_string(edit.unit.value)}, ""};
  const bool below = span->level != UnitLevel::city && context.divisions.is_within(edit.unit, device.unit);
  if (!below) return Refusal{"hub.unit_out_of_scope", {span->code, span->name}, ""};
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
  if (form == kDecisionForm) return device.role == Role::city;
  // What forms and org units are like, and who decides, everybody must know.
  const bool for_all = form == kFormDefinition || form == kUnitForm || form == kDelegationForm;
  return device.forms.empty() || for_all || contains(device.forms, form);
}

std::optional<Refusal> refusal_of(const IngestContext& context, const Device& device, const Standing& standing,
                                  const Form* form, const Edit& edit, const StoredRecord* record, bool proven) {
  if (form == nullptr) return Refusal{"hub.form_out_of_scope", {edit.form}, ""};
  if (record == nullptr && edit.kind != EditKind::create) return Refusal{kRecordUnknown, {}, ""};
  if (auto refusal = refuse_scope(context, device, standing, *form, proven)) return refusal;
  if (edit.kind == EditKind::move) return refuse_move(context, device, *form, edit);
  const std::string role = role_name(device.role);
  const bool may_write = form->write_roles.empty() ? device.role != Role::city : contains(form->write_roles, role);
  // The hub's own console decides conflicts and joins duplicates in every form.
  const bool decides = !edit.changes.empty() && std::ranges::all_of(edit.changes, [](const GroupChange& change) {
    return !change.decides.empty();
  });
  if (!may_write && !((decides || context.joins_records) && device.role == Role::city)) {
    return Refusal{"hub.role_may_not_write", {form->name, role}, ""};
  }
  if (auto refusal = refuse_values(*form, edit)) return refusal;
  if (proven) return std::nullopt;
  return refuse_by_state(device, standing, *form, edit, record);
}

}  // namespace minsync
