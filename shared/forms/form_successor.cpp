#include <algorithm>

#include "shared/forms/definition_reading.h"

namespace minsync {
namespace {

bool keeps_options(const Field& old_field, const Field& new_field) {
  return std::all_of(old_field.options.begin(), old_field.options.end(), [&](const Option& option) {
    return std::any_of(new_field.options.begin(), new_field.options.end(),
                       [&](const Option& other) { return other.name == option.name; });
  });
}

// What of a field has changed that may not; empty if nothing has.
std::string changed_part(const Form& previous, const Form& next, const Field& old_field) {
  const Field* field = next.field(old_field.number);
  if (field == nullptr) return "number";
  if (field->name != old_field.name) return "name";
  if (field->type != old_field.type || field->scale != old_field.scale) return "type";
  if (field->reference_form != old_field.reference_form) return "form";
  if (field->merge != old_field.merge) return "merge";
  if (next.group_of(field->number).number != previous.group_of(field->number).number) return "merge_group";
  if (field->max_length < old_field.max_length) return "max_length";
  if (!keeps_options(old_field, *field)) return "choices";
  return {};
}

}  // namespace

Status check_successor(const Form& previous, const Form& next) {
  Fault fault{FaultKind::bad_input, "forms.not_a_successor", {next.name, std::to_string(previous.version)}, {}};
  if (next.version <= previous.version) {
    fault.details.push_back({FaultKind::bad_input, "forms.version_not_higher", {std::to_string(next.version)}, {}});
  }
  for (const auto& field : previous.fields) {
    const auto part = changed_part(previous, next, field);
    if (part.empty()) continue;
    fault.details.push_back(
        {FaultKind::bad_input, "forms.field_changed", {std::to_string(field.number.value), field.name, part}, {}});
  }
  if (fault.details.empty()) return {};
  return fail(std::move(fault));
}

}  // namespace minsync
