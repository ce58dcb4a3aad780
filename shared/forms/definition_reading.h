// What the readers of a form's parts share: a list of faults with their places, and maps whose keys are all accounted
// for. Internal to shared/forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/form.h"
#include "shared/forms/yaml_tree.h"

namespace minsync {

// Every fault begins with its place (file:line); reading goes on, so that a form's author sees all of them at once.
class DefinitionFaults {
 public:
  explicit DefinitionFaults(std::string file) : file_(std::move(file)) {}

  void add(int line, std::string id, std::vector<std::string> args, std::vector<Fault> details = {});
  bool empty() const { return faults_.empty(); }
  Fault fault() &&;

 private:
  std::string file_;
  std::vector<Fault> faults_;
};

// A map of the definition. `path` tells people where they are ("fields: relation").
class DefinitionMap {
 public:
  // Anything but a map is a fault, and reads as an empty one. So are unknown and repeated keys.
  DefinitionMap(const YamlNode& node, std::string path, std::vector<std::string> keys, DefinitionFaults& faults);
  // The same where the keys are the author's own.
  static DefinitionMap of_any_keys(const YamlNode& node, std::string path, DefinitionFaults& faults) {
    return DefinitionMap(node, std::move(path), node.keys, faults);
  }

  const YamlNode* get(std::string_view key) const { return map_ == nullptr ? nullptr : map_->find(key); }
  std::vector<std::string> keys() const { return map_ == nullptr ? std::vector<std::string>{} : map_->keys; }
  bool has(std::string_view key) const { return get(key) != nullptr; }
  int line() const { return line_; }
  int line(std::string_view key) const { return has(key) ? get(key)->line : line_; }
  const std::string& path() const { return path_; }
  void set_path(std::string path) { path_ = std::move(path); }

  std::string text(std::string_view key) const;
  std::string required_text(std::string_view key) const;
  bool flag(std::string_view key) const;  // true or false
  std::optional<int> number(std::string_view key, int least, int most) const;
  Label label(std::string_view key, const std::string& fallback) const;
  std::vector<std::string> names(std::string_view key) const;  // one or a list
  std::vector<const YamlNode*> list(std::string_view key, std::size_t most) const;
  std::optional<Expression> expression(std::string_view key) const;
  std::string iso_date(std::string_view key) const;

 private:
  void missing(std::string_view key) const;

  const YamlNode* map_ = nullptr;
  int line_;
  std::string path_;
  DefinitionFaults& faults_;
};

// Lower-case ASCII letters, digits and _, beginning with a letter, at most 40; none that has a meaning of its own.
void check_definition_name(const std::string& name, int line, const std::string& path, DefinitionFaults& faults);

inline constexpr int kMaxFormVersion = 1'000'000;

using Choices = std::vector<std::pair<std::string, std::vector<Option>>>;  // list name, options

// A field and where it stands, for faults that show up only beside the other fields.
struct PlacedField {
  Field field;
  int line = 0;
};

Choices read_choices(const DefinitionMap& form, DefinitionFaults& faults);
PlacedField read_field(const YamlNode& node, const Choices& choices, DefinitionFaults& faults);
// The states are the options of the status field.
Workflow read_workflow(const YamlNode& node, const Field& status, DefinitionFaults& faults);
// States in which a field may be written: those of the workflow, each in one rule; a form without one has no such
// rules.
void check_write_rules(const std::vector<PlacedField>& fields, const Workflow* workflow, DefinitionFaults& faults);
std::vector<std::string> read_roles(const DefinitionMap& map, std::string_view key, DefinitionFaults& faults);

// Numbers and names each once, policies that suit their types, groups that agree.
void check_fields(const std::vector<PlacedField>& fields, DefinitionFaults& faults);
// `fields` ascending by number.
std::vector<GroupRule> groups_of(const std::vector<Field>& fields);

std::string_view type_name(FieldType type);
std::string_view policy_name(MergePolicy policy);

}  // namespace minsync
