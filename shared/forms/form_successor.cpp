#include <algorithm>

#include "shared/forms/definition_reading.h"

namespace minsync {
namespace {

bool keeps_options(const Field& old_field, const Field& new_field) {
  return std::ranges::all_of(old_field.options, [&](const Option& option) {
    return std::ranges::find(new_field.options, option.name, &Option::name) != new_field.options.end();
  });
}

// Under both of them the greatest stamp is shown and all heads are kept: what is shown does not change with the policy,
// only whether the others are a conflict.
bool is_exchangeable(MergePolicy policy) {
  return policy == MergePolicy::latest || policy == MergePolicy::review;
}

// What of a field has changed that may not; empty if nothing has.
std::string changed_part(const Form& previous, const Form& next, const Field& old_field) {
  const Field* field = next.field(old_field.number);
  if (field == nullptr) return "number";
  if (field->name != old_field.name) return "name";
  if (field->type != old_field.type || field->scale != old_field.scale) return "type";
  if (field->reference_form != old_field.reference_form) return "form";
  const bool exchanged = is_exchangeable(field->merge) && is_exchangeable(old_field.merge);
  if (field->merge != old_field.merge && !exchanged) return "merge";
  // An edit sends all values of a group: one that is made with the old version would have too few. A field that is gone
  // is a fault of its own.
  const auto& members = previous.group_of(field->number).fields;
  const bool all_there = std::ranges::all_of(members, [&](FieldNumber one) { return next.field(one) != nullptr; });
  if (all_there && next.group_of(field->number).fields != members) return "merge_group";
  if (field->max_length < old_field.max_length) return "max_length";
  if (!keeps_options(old_field, *field)) return "choices";
  return {};
}

// Edits of every earlier version must go by the policy that they were made with.
bool remembers_policies(const GroupRule& previous, std::uint32_t version, const GroupRule& next) {
  const auto same = [&](std::uint32_t at) { return next.policy_in(at) == previous.policy_in(at); };
  return same(version) && std::ranges::all_of(previous.former, [&](const FormerPolicy& one) {
           return same(one.version) && same(one.version + 1);
         });
}

void check_field(const Form& previous, const Form& next, const Field& field, Fault& fault) {
  const auto number = std::to_string(field.number.value);
  const auto part = changed_part(previous, next, field);
  if (!part.empty()) {
    fault.details.push_back({FaultKind::bad_input, "forms.field_changed", {number, field.name, part}, {}});
    return;
  }
  const auto &before = previous.group_of(field.number), &after = next.group_of(field.number);
  if (remembers_policies(before, previous.version, after)) return;
  fault.details.push_back(
      {FaultKind::bad_input,
       "forms.policy_not_remembered",
       {number, field.name, std::to_string(previous.version), std::string(policy_name(field.merge))},
       {}});
}

}  // namespace

Status check_successor(const Form& previous, const Form& next) {
  Fault fault{FaultKind::bad_input, "forms.not_a_successor", {next.name, std::to_string(previous.version)}, {}};
  if (next.version <= previous.version) {
    fault.details.push_back({FaultKind::bad_input, "forms.version_not_higher", {std::to_string(next.version)}, {}});
  }
  if (next.reference_data != previous.reference_data) {
    fault.details.push_back({FaultKind::bad_input, "forms.place_changed", {}, {}});
  }
  for (const auto& field : previous.fields) check_field(previous, next, field, fault);
  // Stored records say in runs which groups they have: a number within a run would count as written (store/DESIGN.md).
  const FieldNumber last = previous.fields.back().number;
  for (const auto& field : next.fields) {
    if (previous.field(field.number) != nullptr || field.number > last) continue;
    fault.details.push_back({FaultKind::bad_input,
                             "forms.number_too_low",
                             {std::to_string(field.number.value), field.name, std::to_string(last.value)},
                             {}});
  }
  if (fault.details.empty()) return {};
  return fail(std::move(fault));
}

}  // namespace minsync
