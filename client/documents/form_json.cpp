#include "client/documents/form_json.h"

#include <nlohmann/json.hpp>

#include "shared/forms/definition_reading.h"

namespace minsync {

using Json = nlohmann::ordered_json;

namespace {

Json label_json(const Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json field_json(const Field& field) {
  Json out = {{"number", field.number.value}, {"name", field.name}, {"type", type_name(field.type)}};
  if (field.type == FieldType::decimal) out["places"] = field.scale;
  if (field.type == FieldType::text) out["max_length"] = field.max_length;
  out["label"] = label_json(field.label);
  out["required"] = field.required;
  out["sensitive"] = field.sensitive;
  out["masked"] = field.masked;
  out["read_only"] = field.read_only;
  if (field.retired) out["retired"] = true;
  for (const auto& rule : field.write) out["write"].push_back({{"in", rule.states}, {"roles", rule.roles}});
  out["merge"] = policy_name(field.merge);
  if (!field.merge_group.empty()) out["merge_group"] = field.merge_group;
  if (!field.reference_form.empty()) out["form"] = field.reference_form;
  if (field.moves_with_parent) out["moves_with_parent"] = true;
  if (field.relevant) out["relevant"] = field.relevant->text();
  if (field.constraint) {
    out["constraint"] = field.constraint->text();
    out["constraint_message"] = label_json(field.constraint_message);
  }
  for (const auto& option : field.options) {
    Json one = {{"name", option.name}, {"label", label_json(option.label)}};
    if (option.retired) one["retired"] = true;
    out["options"].push_back(std::move(one));
  }
  return out;
}

Json groups_json(const Form& form) {
  Json out = Json::array();
  for (const auto& rule : form.groups) {
    if (rule.fields.size() < 2) continue;
    Json fields = Json::array();
    for (const auto number : rule.fields) fields.push_back(form.field(number)->name);
    out.push_back({{"name", form.field(rule.fields.front())->merge_group}, {"fields", std::move(fields)}});
  }
  return out;
}

Json checks_json(const Form& form) {
  Json out = Json::array();
  for (const auto& check : form.checks) {
    out.push_back({{"expression", check.expression.text()},
                   {"severity", check.severity == Severity::error ? "error" : "warning"},
                   {"message", label_json(check.message)}});
  }
  return out;
}

Json workflow_json(const Form& form) {
  if (!form.workflow) return nullptr;
  const auto& workflow = *form.workflow;
  Json out = {{"field", form.field(workflow.field)->name}, {"initial", workflow.initial}, {"states", Json::array()}};
  for (const auto& state : workflow.states) {
    out["states"].push_back({{"name", state.name},
                             {"label", label_json(state.label)},
                             {"holds", workflow.holds_in(state.name)},
                             {"retired", state.retired},
                             {"required", form.required_binds(state.name)}});
  }
  return out;
}

}  // namespace

Json form_json(const Form& form) {
  Json out = {{"form", form.name},
              {"version", form.version},
              {"label", label_json(form.label)},
              {"department", form.department},
              {"urgent", form.urgent},
              {"reference_data", form.reference_data},
              {"required_from", form.required_from},
              {"write_roles", form.write_roles},
              {"match_key", Json::array()},
              {"fields", Json::array()},
              {"groups", groups_json(form)},
              {"checks", checks_json(form)},
              {"workflow", workflow_json(form)},
              {"transitions", Json::array()},
              {"holds", form.workflow ? form.workflow->holds : std::vector<std::string>{}}};
  for (const auto number : form.match_key) out["match_key"].push_back(form.field(number)->name);
  for (const auto& field : form.fields) out["fields"].push_back(field_json(field));
  if (form.workflow) {
    for (const auto& step : form.workflow->transitions) {
      out["transitions"].push_back({{"from", step.from},
                                    {"to", step.to},
                                    {"roles", step.roles},
                                    {"delegated_roles", step.delegated_roles},
                                    {"covering", step.covering}});
    }
  }
  return out;
}

Json forms_json(const std::vector<const Form*>& forms) {
  Json out = {{"forms", Json::array()}};
  for (const auto* form : forms) {
    out["forms"].push_back({{"form", form->name}, {"version", form->version}, {"label", label_json(form->label)}});
  }
  return out;
}

}  // namespace minsync
