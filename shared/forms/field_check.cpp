#include <algorithm>
#include <map>

#include "shared/forms/definition_reading.h"

namespace minsync {
namespace {

// The types whose values a policy can merge; none: all types.
std::vector<FieldType> types_for(MergePolicy policy) {
  switch (policy) {
    case MergePolicy::sum:
      return {FieldType::integer, FieldType::decimal};
    case MergePolicy::max:
    case MergePolicy::min:
      return {FieldType::integer, FieldType::decimal, FieldType::date};
    case MergePolicy::set_union:
      return {FieldType::select_multiple};
    case MergePolicy::workflow:
      return {FieldType::select_one};
    default:
      return {};
  }
}

void check_policy(const PlacedField& placed, DefinitionFaults& faults) {
  const Field& field = placed.field;
  const auto suitable = types_for(field.merge);
  if (suitable.empty() || std::find(suitable.begin(), suitable.end(), field.type) != suitable.end()) return;
  std::string names;
  for (const auto type : suitable) names += (names.empty() ? "" : ", ") + std::string(type_name(type));
  faults.add(
      placed.line, "forms.policy_type",
      {"fields: " + field.name, std::string(policy_name(field.merge)), std::string(type_name(field.type)), names});
}

void check_group(const PlacedField& placed, const Field& first, DefinitionFaults& faults) {
  const Field& field = placed.field;
  const std::string path = "fields: " + field.name;
  if (field.merge != first.merge) {
    faults.add(placed.line, "forms.group_policies", {path, field.merge_group, first.name});
  } else if (field.write != first.write || field.merge_until != first.merge_until) {
    // An edit of one of them sends all.
    faults.add(placed.line, "forms.group_rights", {path, field.merge_group, first.name});
  } else if (!types_for(field.merge).empty()) {
    // A total or a greatest value of one field says nothing about the fields that go with it.
    faults.add(placed.line, "forms.group_policy", {path, field.merge_group, std::string(policy_name(field.merge))});
  }
}

}  // namespace

void check_fields(const std::vector<PlacedField>& fields, DefinitionFaults& faults) {
  std::map<FieldNumber, std::string> numbers;
  std::map<std::string, const Field*> names, groups;
  for (const auto& placed : fields) {
    const Field& field = placed.field;
    const std::string path = "fields: " + field.name;
    const auto [same_number, new_number] = numbers.emplace(field.number, field.name);
    if (!new_number && field.number.value != 0) {
      faults.add(placed.line, "forms.repeated_number", {path, std::to_string(field.number.value), same_number->second});
    }
    if (!names.emplace(field.name, &field).second) faults.add(placed.line, "forms.repeated_field", {path, field.name});
    check_policy(placed, faults);
    if (field.merge_group.empty()) continue;
    const auto [first, new_group] = groups.emplace(field.merge_group, &field);
    if (!new_group) check_group(placed, *first->second, faults);
  }
}

std::vector<GroupRule> groups_of(const std::vector<Field>& fields) {
  std::vector<GroupRule> out;
  std::map<std::string, std::size_t> by_name;
  for (const auto& field : fields) {
    const auto known = by_name.find(field.merge_group);
    if (!field.merge_group.empty() && known != by_name.end()) {
      out[known->second].fields.push_back(field.number);
      continue;
    }
    if (!field.merge_group.empty()) by_name.emplace(field.merge_group, out.size());
    out.push_back({GroupNumber{field.number.value}, field.merge, {field.number}, field.merge_until});
  }
  return out;
}

}  // namespace minsync
