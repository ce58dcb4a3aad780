// A form: the versioned definition of one kind of record. FORMS.md explains the YAML that these structs are read from.
// Immutable once read; may be used from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/expression.h"
#include "shared/text/text.h"
#include "sync_protocol/field_value.h"
#include "sync_protocol/merge_policy.h"
#include "sync_protocol/result.h"

namespace minsync {

// A text in both languages; `en` falls back to the name where a definition gives none.
struct Label {
  std::string zh, en;
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
};

enum class FieldType : std::uint8_t {
  text,
  integer,
  decimal,
  date,
  select_one,
  select_multiple,
  id_number,
  reference,
  file
};
enum class Severity : std::uint8_t { error, warning };

struct Option {
  std::string name;
  Label label;
  bool retired = false;  // still a value, not offered any more
};

// While the record is in one of these states only these roles may change the field; nobody holds their edits.
struct WriteRule {
  std::vector<std::string> states, roles;
  bool operator==(const WriteRule&) const = default;
};

struct Field {
  FieldNumber number;
  std::string name;
  FieldType type = FieldType::text;
  int scale = 0;          // decimal places, for FieldType::decimal
  int max_length = 1000;  // of text, in characters
  Label label;
  std::vector<Option> options;  // for the selects, in the order shown; the workflow's states for the status field
  std::string reference_form;   // for references
  bool moves_with_parent = false;
  bool required = false;   // binds from the form's `required_from` state; at once where a form has no workflow
  bool sensitive = false;  // masked everywhere by default, sealed where the store does not seal everything
  bool masked = false;     // masked in publications
  bool read_only = false;
  bool retired = false;          // not asked for any more; what it holds is kept
  std::vector<WriteRule> write;  // see field_rights.h; the same for all fields of a merge group
  MergePolicy merge = MergePolicy::latest;
  std::string merge_group;  // fields with the same name merge as one
  std::vector<FormerPolicy> merge_until;
  std::optional<Expression> relevant, constraint;
  Label constraint_message;
};

struct Check {
  Expression expression;
  Severity severity = Severity::error;
  Label message;
};

struct State {
  std::string name;
  Label label;
  bool retired = false;
};

struct Transition {
  std::string from, to;
  std::vector<std::string> roles;  // township, county, city
  // May take it as well where `roles` has delegated it to them (a county's own configuration, none by default).
  std::vector<std::string> delegated_roles;
  bool covering = false;  // a decision: legal only if its author has seen everything merged in the record
};

struct Workflow {
  FieldNumber field;  // the field that holds the state
  std::string initial;
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<std::string> holds;  // states in which a record is closed: content that arrives is held

  bool holds_in(std::string_view state) const;
  const Transition* find(std::string_view from, std::string_view to) const;
  const State* state(std::string_view name) const;
};

struct Form {
  std::string name;
  std::uint32_t version = 1;
  Label label;
  std::string department;
  std::string valid_from, valid_to;      // ISO dates, empty: open
  bool urgent = false;                   // goes before everything else
  bool reference_data = false;           // the city's own records, read by every office (targets)
  std::vector<std::string> write_roles;  // who may write records of it at all; empty: township and county
  std::vector<FieldNumber> match_key;
  std::string required_from;  // state from which `required` binds (see required_binds); empty: at once
  std::vector<Field> fields;  // ascending by number
  std::vector<Check> checks;
  std::optional<Workflow> workflow;
  std::vector<GroupRule> groups;  // ascending by number; every field is in exactly one

  const Field* field(std::string_view name) const;
  const Field* field(FieldNumber number) const;
  const GroupRule* group(GroupNumber number) const;
  const GroupRule& group_of(FieldNumber number) const;
  // Do `required` and the checks across fields bind a record in this state? They bind in `required_from` and in the
  // states declared after it; always where a form names no such state. An empty state is the initial one.
  bool required_binds(std::string_view state) const;
};

// All forms known here, by name: the built-in ones, and what was learned since. Built-in definitions are read when they
// are first asked for, so that a command that needs one form does not pay for all. May be used from any thread; grows
// while it is used, so it is shared as const.
class FormCatalogue {
 public:
  // The forms that are part of the program.
  static Result<FormCatalogue> load();
  // As of a program that can read no definition of later times: what it is to learn is a fault. For tests.
  static Result<FormCatalogue> load_fixed();

  FormCatalogue(FormCatalogue&&) noexcept;
  FormCatalogue& operator=(FormCatalogue&&) noexcept;
  ~FormCatalogue();

  // Forms live as long as the catalogue, wherever that is moved, also those that a newer version has replaced.
  const Form* find(std::string_view name) const;
  // With a fault that names the nearest known form.
  Result<const Form*> get(std::string_view name) const;
  std::vector<const Form*> forms() const;  // ascending by name
  // From now on this version of the form is in use, for everybody who shares the catalogue. Nothing happens if a newer
  // one, or this one, is known. Who has a store makes its tables fit (RecordTables::prepare).
  Status learn(std::unique_ptr<Form> form) const;
  // Whether the forms that its references name are here.
  Status check_references(const Form& form) const;

 private:
  struct Shelf;
  explicit FormCatalogue(std::unique_ptr<Shelf> shelf);
  std::unique_ptr<Shelf> shelf_;
};

// Reads and checks one definition; `file` is only for messages.
Result<std::unique_ptr<Form>> read_form(std::string_view yaml, const std::string& file);

// Whether `next` may follow `previous` under the same name (FORMS.md, "Versions"). Records and edits of both versions
// then live side by side.
Status check_successor(const Form& previous, const Form& next);

}  // namespace minsync
