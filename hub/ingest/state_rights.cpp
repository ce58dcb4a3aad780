#include "hub/ingest/state_rights.h"

#include <algorithm>

#include "shared/forms/field_rights.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

bool has_seen(const Device& device, const Edit& edit, const Origin& origin) {
  if (covers(Base{edit.seen, {}, {}}, edit.id, origin)) return true;
  const bool same_life = origin.edit.device == edit.id.device && origin.edit.incarnation == edit.id.incarnation;
  return same_life && origin.edit.sequence < edit.id.sequence && !device.copied;
}

// The value that the edit gives to the status field, if it names it.
const FieldValue* status_in(const Form& form, const Edit& edit) {
  if (!form.workflow || edit.kind == EditKind::remove) return nullptr;
  const auto change = std::ranges::find(edit.changes, form.group_of(form.workflow->field).number, &GroupChange::group);
  return change == edit.changes.end() ? nullptr : &change->values.front();
}

std::optional<Refusal> refuse_transition(const Device& device, const Standing& standing, const Form& form,
                                         const Edit& edit, const StoredRecord* record, const std::string& present) {
  const FieldValue* status = status_in(form, edit);
  if (status == nullptr) return std::nullopt;
  const std::string& field = form.field(form.workflow->field)->name;
  const auto* wanted = std::get_if<std::string>(status);
  if (wanted == nullptr) return Refusal{"hub.state_empty", {}, field};
  if (*wanted == present) return std::nullopt;
  const Transition* transition = form.workflow->find(present, *wanted);
  if (transition == nullptr) return Refusal{"hub.transition_unknown", {present, *wanted}, field};
  if (!may_take(*transition, device.role, standing.delegated)) {
    return Refusal{"hub.transition_role", {present, *wanted, role_name(device.role)}, field};
  }
  if (transition->covering && record != nullptr && !has_seen_all(device, edit, record->state)) {
    return Refusal{"hub.decision_not_covering", {present, *wanted}, field};
  }
  return std::nullopt;
}

}  // namespace

bool has_seen_all(const Device& device, const Edit& edit, const RecordState& record) {
  const bool heads = std::ranges::all_of(record.groups, [&](const GroupState& group) {
    return std::ranges::all_of(group.heads, [&](const Head& head) { return has_seen(device, edit, head.origin); });
  });
  return heads && std::ranges::all_of(record.removals,
                                      [&](const Removal& removal) { return has_seen(device, edit, removal.origin); });
}

std::optional<Refusal> refuse_by_state(const Device& device, const Standing& standing, const Form& form,
                                       const Edit& edit, const StoredRecord* record) {
  if (!form.workflow) return std::nullopt;
  const std::string present = record == nullptr ? form.workflow->initial : state_in(form, record->shown);
  if (auto refusal = refuse_transition(device, standing, form, edit, record, present)) return refusal;
  const auto content = content_right(form, edit, present, device.role);
  if (content.refused == nullptr) return std::nullopt;
  return Refusal{"hub.field_right", {present, role_name(device.role)}, content.refused->name};
}

}  // namespace minsync
