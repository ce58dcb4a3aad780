#include "shared/forms/field_rights.h"

#include <algorithm>

namespace minsync {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool is_status(const Form& form, GroupNumber group) {
  return form.workflow && form.group_of(form.workflow->field).number == group;
}

}  // namespace

FieldRight field_right(const Form& form, const Field& field, std::string_view state, Role role) {
  if (!form.workflow) return FieldRight::open;
  const auto rule =
      std::ranges::find_if(field.write, [&](const WriteRule& one) { return contains(one.states, state); });
  if (rule != field.write.end()) return contains(rule->roles, role_name(role)) ? FieldRight::open : FieldRight::refused;
  return form.workflow->holds_in(state) ? FieldRight::held : FieldRight::open;
}

std::string state_in(const Form& form, const FieldValues& values) {
  if (!form.workflow) return {};
  const auto found = values.find(form.workflow->field);
  const auto* state = found == values.end() ? nullptr : std::get_if<std::string>(&found->second);
  return state == nullptr ? form.workflow->initial : *state;
}

std::optional<std::string> state_wanted(const Form& form, const Edit& edit, std::string_view present) {
  if (!form.workflow || edit.kind == EditKind::remove) return std::nullopt;
  const auto change = std::ranges::find_if(
      edit.changes, [&](const GroupChange& one) { return is_status(form, one.group) && !one.values.empty(); });
  if (change == edit.changes.end()) return std::nullopt;
  const auto* wanted = std::get_if<std::string>(&change->values.front());
  if (wanted == nullptr || *wanted == present) return std::nullopt;
  return *wanted;
}

bool may_take(const Transition& step, Role role, bool delegated) {
  const auto name = role_name(role);
  return contains(step.roles, name) || (delegated && contains(step.delegated_roles, name));
}

ContentRight content_right(const Form& form, const Edit& edit, std::string_view state, Role role) {
  ContentRight right;
  if (edit.kind == EditKind::remove) {
    right.held = form.workflow && form.workflow->holds_in(state);
    return right;
  }
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    if (rule == nullptr || is_status(form, change.group)) continue;
    const Field& field = *form.field(rule->fields.front());
    const auto one = field_right(form, field, state, role);
    if (one == FieldRight::refused && right.refused == nullptr) right.refused = &field;
    right.held = right.held || one == FieldRight::held;
  }
  return right;
}

}  // namespace minsync
