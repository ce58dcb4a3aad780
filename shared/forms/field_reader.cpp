#include <algorithm>
#include <array>

#include "shared/forms/characters.h"
#include "shared/forms/decimal.h"
#include "shared/forms/definition_reading.h"
#include "shared/forms/nearest.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxOptions = 2000;
constexpr int kMaxFieldNumber = 60000;
constexpr int kMaxTextLength = 20000;
constexpr std::size_t kMaxWriteRules = 100, kMaxFormerPolicies = 100;

struct TypeName {
  std::string_view name;
  FieldType type;
};
constexpr std::array<TypeName, 9> kTypes = {{{"text", FieldType::text},
                                             {"integer", FieldType::integer},
                                             {"decimal", FieldType::decimal},
                                             {"date", FieldType::date},
                                             {"select_one", FieldType::select_one},
                                             {"select_multiple", FieldType::select_multiple},
                                             {"id_number", FieldType::id_number},
                                             {"reference", FieldType::reference},
                                             {"file", FieldType::file}}};

struct PolicyName {
  std::string_view name;
  MergePolicy policy;
};
constexpr std::array<PolicyName, 8> kPolicies = {{{"latest", MergePolicy::latest},
                                                  {"authority", MergePolicy::authority},
                                                  {"review", MergePolicy::review},
                                                  {"max", MergePolicy::max},
                                                  {"min", MergePolicy::min},
                                                  {"sum", MergePolicy::sum},
                                                  {"union", MergePolicy::set_union},
                                                  {"workflow", MergePolicy::workflow}}};

template <typename Entries>
std::vector<std::string> names_in(const Entries& entries) {
  std::vector<std::string> out;
  for (const auto& entry : entries) out.emplace_back(entry.name);
  return out;
}

bool is_option_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), plain);
}

// An option is typed by its name or either label, so none may mean two options.
const Option* same_meaning(const std::vector<Option>& options, const Option& added) {
  const auto words = [](const Option& o) { return std::array<std::string, 3>{o.name, o.label.zh, o.label.en}; };
  for (const auto& option : options) {
    for (const auto& word : words(option)) {
      for (const auto& other : words(added)) {
        if (word == other) return &option;
      }
    }
  }
  return nullptr;
}

std::vector<Option> read_options(const DefinitionMap& lists, const std::string& list, DefinitionFaults& faults) {
  std::vector<Option> out;
  for (const auto* item : lists.list(list, kMaxOptions)) {
    const DefinitionMap map(*item, lists.path() + ": " + list, {"name", "label", "retired"}, faults);
    Option option;
    option.retired = map.flag("retired");
    option.name = map.required_text("name");
    option.label = map.label("label", option.name);
    if (!is_option_name(option.name)) faults.add(map.line(), "forms.bad_option_name", {map.path(), option.name});
    if (const auto* other = same_meaning(out, option)) {
      faults.add(map.line(), "forms.same_option", {map.path(), option.name, other->name});
    }
    out.push_back(std::move(option));
  }
  return out;
}

// "decimal 2", "select_one relation": the type and what stands behind it.
void read_type(const DefinitionMap& map, Field& field, const Choices& choices, DefinitionFaults& faults) {
  const std::string written = map.required_text("type");
  const auto blank = std::min(written.find(' '), written.size());
  const std::string word = written.substr(0, blank);
  const std::string behind(trim_blanks(std::string_view(written).substr(blank)));
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.name == word; });
  if (found == kTypes.end()) {
    if (!written.empty()) {
      faults.add(map.line("type"), "forms.unknown_type", {map.path(), word, nearest_names(word, names_in(kTypes))});
    }
    return;
  }
  field.type = found->type;
  const bool select = field.type == FieldType::select_one || field.type == FieldType::select_multiple;
  if (field.type == FieldType::decimal) {
    const bool good = behind.size() == 1 && behind[0] >= '1' && behind[0] <= '0' + kMaxScale;
    if (!good) faults.add(map.line("type"), "forms.bad_scale", {map.path(), std::to_string(kMaxScale)});
    field.scale = good ? behind[0] - '0' : 2;
  } else if (select) {
    const auto list = std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return c.first == behind; });
    if (list != choices.end()) {
      field.options = list->second;
      return;
    }
    std::vector<std::string> known;
    for (const auto& [name, options] : choices) known.push_back(name);
    faults.add(map.line("type"), "forms.unknown_choices", {map.path(), behind, nearest_names(behind, known)});
  } else if (!behind.empty()) {
    faults.add(map.line("type"), "forms.type_argument", {map.path(), word, behind});
  }
}

void read_merge(const DefinitionMap& map, Field& field, DefinitionFaults& faults) {
  field.merge_group = map.text("merge_group");
  const std::string word = map.text("merge");
  if (word.empty()) return;
  const auto* found =
      std::find_if(kPolicies.begin(), kPolicies.end(), [&](const PolicyName& p) { return p.name == word; });
  if (found == kPolicies.end()) {
    faults.add(map.line("merge"), "forms.unknown_policy", {map.path(), word, nearest_names(word, names_in(kPolicies))});
    return;
  }
  field.merge = found->policy;
}

// What went by another policy in earlier versions: said in the definition itself, so that it is complete by itself.
void read_merge_until(const DefinitionMap& form_field, Field& field, DefinitionFaults& faults) {
  for (const auto* node : form_field.list("merge_until", kMaxFormerPolicies)) {
    const DefinitionMap map(*node, form_field.path() + ": merge_until", {"version", "merge"}, faults);
    const auto version = map.number("version", 1, kMaxFormVersion);
    const std::string word = map.required_text("merge");
    const bool known = word == "latest" || word == "review";
    const bool rises =
        version && (field.merge_until.empty() || static_cast<int>(field.merge_until.back().version) < *version);
    if (!known || !rises || (field.merge != MergePolicy::latest && field.merge != MergePolicy::review)) {
      faults.add(map.line(), "forms.bad_merge_until", {map.path()});
      continue;
    }
    field.merge_until.push_back(
        {static_cast<std::uint32_t>(*version), word == "latest" ? MergePolicy::latest : MergePolicy::review});
  }
}

// Whether the states exist is asked when the workflow is read (check_write_rules).
void read_write_rules(const DefinitionMap& form_field, Field& field, DefinitionFaults& faults) {
  for (const auto* node : form_field.list("write", kMaxWriteRules)) {
    const DefinitionMap map(*node, form_field.path() + ": write", {"in", "roles"}, faults);
    for (const std::string key : {"in", "roles"}) {
      if (!map.has(key)) faults.add(map.line(), "forms.missing_key", {map.path(), key});
    }
    field.write.push_back({map.names("in"), read_roles(map, "roles", faults)});
  }
}

void read_type_keys(const DefinitionMap& map, Field& field, DefinitionFaults& faults) {
  const bool reference = field.type == FieldType::reference;
  field.reference_form = map.text("form");
  field.moves_with_parent = map.flag("moves_with_parent");
  field.max_length = map.number("max_length", 1, kMaxTextLength).value_or(field.max_length);
  if (reference && field.reference_form.empty()) faults.add(map.line(), "forms.reference_without_form", {map.path()});
  for (const std::string key : {"form", "moves_with_parent", "max_length"}) {
    const bool fits = key == "max_length" ? field.type == FieldType::text : reference;
    if (map.has(key) && !fits) {
      faults.add(map.line(key), "forms.key_not_for_type", {map.path(), key, std::string(type_name(field.type))});
    }
  }
}

}  // namespace

std::string_view type_name(FieldType type) {
  return std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.type == type; })->name;
}

std::string_view policy_name(MergePolicy policy) {
  return std::find_if(kPolicies.begin(), kPolicies.end(), [&](const PolicyName& p) { return p.policy == policy; })
      ->name;
}

Choices read_choices(const DefinitionMap& form, DefinitionFaults& faults) {
  Choices out;
  const YamlNode* node = form.get("choices");
  if (node == nullptr) return out;
  const auto lists = DefinitionMap::of_any_keys(*node, "choices", faults);
  for (const auto& list : lists.keys()) {
    check_definition_name(list, lists.line(list), "choices", faults);
    out.emplace_back(list, read_options(lists, list, faults));
  }
  return out;
}

PlacedField read_field(const YamlNode& node, const Choices& choices, DefinitionFaults& faults) {
  DefinitionMap map(node, "fields",
                    {"number", "name", "type", "form", "label", "required", "sensitive", "masked", "read_only", "merge",
                     "merge_group", "merge_until", "relevant", "constraint", "constraint_message", "max_length",
                     "moves_with_parent", "retired", "write"},
                    faults);
  Field field;
  field.name = map.required_text("name");
  map.set_path("fields: " + field.name);
  check_definition_name(field.name, map.line("name"), "fields", faults);
  if (!map.has("number")) faults.add(map.line(), "forms.missing_key", {map.path(), "number"});
  field.number.value = static_cast<std::uint16_t>(map.number("number", 1, kMaxFieldNumber).value_or(0));
  read_type(map, field, choices, faults);
  read_type_keys(map, field, faults);
  read_merge(map, field, faults);
  read_merge_until(map, field, faults);
  read_write_rules(map, field, faults);
  field.label = map.label("label", field.name);
  field.required = map.flag("required");
  field.sensitive = map.flag("sensitive");
  field.masked = map.flag("masked");
  field.read_only = map.flag("read_only");
  field.retired = map.flag("retired");
  field.relevant = map.expression("relevant");
  field.constraint = map.expression("constraint");
  field.constraint_message = map.label("constraint_message", field.constraint ? field.constraint->text() : "");
  return {std::move(field), node.line};
}

}  // namespace minsync
