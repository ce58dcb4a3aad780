#include <algorithm>

#include "shared/forms/definition_reading.h"
#include "shared/forms/nearest.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxFields = 500;
constexpr std::size_t kMaxChecks = 500;
constexpr std::string_view kStatusField = "status";

std::vector<std::string> field_names(const std::vector<PlacedField>& fields) {
  std::vector<std::string> out;
  for (const auto& placed : fields) out.push_back(placed.field.name);
  return out;
}

class FormReader {
 public:
  FormReader(const YamlNode& root, const std::string& file)
      : faults_(file),
        map_(root, "form",
             {"form", "version", "label", "department", "valid", "urgent", "reference_data", "write_roles", "match_key",
              "required_from", "choices", "fields", "checks", "workflow"},
             faults_) {}

  Result<std::unique_ptr<Form>> read() {
    read_head();
    read_fields();
    read_checks();
    check_names();
    read_status();
    read_match_key();
    if (!faults_.empty()) return fail(std::move(faults_).fault());
    finish();
    return std::move(form_);
  }

 private:
  void read_head() {
    form_->name = map_.required_text("form");
    check_definition_name(form_->name, map_.line("form"), "form", faults_);
    form_->version = static_cast<std::uint32_t>(map_.number("version", 1, kMaxFormVersion).value_or(1));
    form_->label = map_.label("label", form_->name);
    form_->department = map_.text("department");
    form_->urgent = map_.flag("urgent");
    form_->reference_data = map_.flag("reference_data");
    form_->write_roles = read_roles(map_, "write_roles", faults_);
    if (!map_.has("valid")) return;
    const DefinitionMap valid(*map_.get("valid"), "valid", {"from", "to"}, faults_);
    form_->valid_from = valid.iso_date("from");
    form_->valid_to = valid.iso_date("to");
    const bool backwards = !form_->valid_to.empty() && form_->valid_to <= form_->valid_from;
    if (backwards) faults_.add(valid.line(), "forms.valid_backwards", {form_->valid_from, form_->valid_to});
  }

  void read_fields() {
    const auto choices = read_choices(map_, faults_);
    const auto nodes = map_.list("fields", kMaxFields);
    if (nodes.empty()) faults_.add(map_.line("fields"), "forms.no_fields", {"form"});
    for (const auto* node : nodes) fields_.push_back(read_field(*node, choices, faults_));
    check_fields(fields_, faults_);
  }

  void read_checks() {
    for (const auto* node : map_.list("checks", kMaxChecks)) {
      const DefinitionMap map(*node, "checks", {"expr", "severity", "message"}, faults_);
      if (!map.has("expr")) faults_.add(map.line(), "forms.missing_key", {"checks", "expr"});
      const auto severity = map.has("severity") ? map.text("severity") : "error";
      if (severity != "error" && severity != "warning") {
        faults_.add(map.line("severity"), "forms.bad_severity", {"checks", severity});
      }
      auto expression = map.expression("expr");
      if (!expression) continue;
      check_names_of(*expression, map.line("expr"), "checks", false);
      Label message = map.label("message", expression->text());
      form_->checks.push_back(
          {std::move(*expression), severity == "error" ? Severity::error : Severity::warning, std::move(message)});
    }
  }

  void check_names() {
    for (const auto& [field, line] : fields_) {
      const std::string path = "fields: " + field.name;
      if (field.constraint) check_names_of(*field.constraint, line, path, true);
      if (field.relevant) check_names_of(*field.relevant, line, path, false);
    }
  }

  void check_names_of(const Expression& expression, int line, const std::string& path, bool has_own_value) {
    const auto known = field_names(fields_);
    for (const auto& name : expression.names()) {
      const bool own = name == "state" || name == "org" || name == "id" || (name == "." && has_own_value);
      if (own || std::find(known.begin(), known.end(), name) != known.end()) continue;
      if (name == ".") {
        faults_.add(line, "forms.dot_outside_constraint", {path});
      } else {
        faults_.add(line, "forms.unknown_name", {path, name, nearest_names(name, known)});
      }
    }
  }

  // A form has a workflow, a field `status` and a field with the policy workflow: all three or none.
  void read_status() {
    const YamlNode* node = map_.get("workflow");
    const Field* status = nullptr;
    for (const auto& [field, line] : fields_) {
      const bool by_name = field.name == kStatusField, by_policy = field.merge == MergePolicy::workflow;
      if (by_name && by_policy && node != nullptr) {
        status = &field;
      } else if (by_name || by_policy) {
        faults_.add(line, "forms.status_field", {"fields: " + field.name});
      }
    }
    if (node != nullptr && status != nullptr) {
      form_->workflow = read_workflow(*node, *status, faults_);
    } else if (node != nullptr) {
      faults_.add(node->line, "forms.status_missing", {"workflow"});
    }
    check_write_rules(fields_, form_->workflow ? &*form_->workflow : nullptr, faults_);
    read_required_from();
  }

  void read_required_from() {
    form_->required_from = map_.text("required_from");
    if (form_->required_from.empty()) return;
    const int line = map_.line("required_from");
    if (!map_.has("workflow")) faults_.add(line, "forms.required_from_alone", {"required_from"});
    if (!form_->workflow || form_->workflow->state(form_->required_from) != nullptr) return;
    std::vector<std::string> known;
    for (const auto& state : form_->workflow->states) known.push_back(state.name);
    faults_.add(line, "forms.unknown_state",
                {"required_from", form_->required_from, nearest_names(form_->required_from, known)});
  }

  void read_match_key() {
    const auto known = field_names(fields_);
    for (const auto& name : map_.names("match_key")) {
      const auto found = std::find(known.begin(), known.end(), name);
      if (found == known.end()) {
        faults_.add(map_.line("match_key"), "forms.unknown_name", {"match_key", name, nearest_names(name, known)});
      } else {
        form_->match_key.push_back(fields_[static_cast<std::size_t>(found - known.begin())].field.number);
      }
    }
  }

  void finish() {
    for (auto& placed : fields_) form_->fields.push_back(std::move(placed.field));
    std::sort(form_->fields.begin(), form_->fields.end(),
              [](const Field& a, const Field& b) { return a.number < b.number; });
    form_->groups = groups_of(form_->fields);
  }

  DefinitionFaults faults_;
  DefinitionMap map_;
  std::unique_ptr<Form> form_ = std::make_unique<Form>();
  std::vector<PlacedField> fields_;
};

}  // namespace

Result<std::unique_ptr<Form>> read_form(std::string_view yaml, const std::string& file) {
  MINSYNC_ASSIGN(const YamlNode root, read_yaml(yaml, file));
  return FormReader(root, file).read();
}

}  // namespace minsync
