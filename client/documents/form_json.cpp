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
  out["label"] = label_json(field.label);
  out["required"] = field.required;
  out["sensitive"] = field.sensitive;
  out["read_only"] = field.read_only;
  if (field.retired) out["retired"] = true;
  for (const auto& rule : field.write) out["write"].push_back({{"in", rule.states}, {"roles", rule.roles}});
  out["merge"] = policy_name(field.merge);
  if (!field.merge_group.empty()) out["merge_group"] = field.merge_group;
  if (!field.reference_form.empty()) out["form"] = field.reference_form;
  for (const auto& option : field.options) {
    Json one = {{"name", option.name}, {"label", label_json(option.label)}};
    if (option.retired) one["retired"] = true;
    out["options"].push_back(std::move(one));
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
              {"match_key", Json::array()},
              {"fields", Json::array()},
              {"transitions", Json::array()},
              {"holds", form.workflow ? form.workflow->holds : std::vector<std::string>{}}};
  for (const auto number : form.match_key) out["match_key"].push_back(form.field(number)->name);
  for (const auto& field : form.fields) out["fields"].push_back(field_json(field));
  if (form.workflow) {
    for (const auto& step : form.workflow->transitions) {
      out["transitions"].push_back({{"from", step.from}, {"to", step.to}, {"roles", step.roles}});
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
