#include "hub/documents/form_json.h"

#include <nlohmann/json.hpp>

namespace minsync {
namespace {

nlohmann::json label_json(const Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

// Its states as people read them; null of a form without.
nlohmann::json workflow_json(const Form& form) {
  if (!form.workflow) return nullptr;
  nlohmann::json json = {{"field", form.field(form.workflow->field)->name},
                         {"initial", form.workflow->initial},
                         {"states", nlohmann::json::array()}};
  for (const auto& state : form.workflow->states) {
    json["states"].push_back({{"name", state.name}, {"label", label_json(state.label)}});
  }
  return json;
}

}  // namespace

std::string_view type_word(FieldType type) {
  constexpr std::string_view kWords[] = {"text",      "integer",   "decimal", "date", "select_one", "select_multiple",
                                         "id_number", "reference", "file"};
  return kWords[static_cast<std::size_t>(type)];
}

std::string_view policy_word(MergePolicy policy) {
  constexpr std::string_view kWords[] = {"latest", "authority", "review", "max", "min", "sum", "union", "workflow"};
  return kWords[static_cast<std::size_t>(policy)];
}

nlohmann::json brief_json(const Form& form) {
  return {{"form", form.name},
          {"version", form.version},
          {"label", label_json(form.label)},
          {"department", form.department}};
}

nlohmann::json form_json(const Form& form) {
  auto json = brief_json(form);
  json["urgent"] = form.urgent;
  json["reference_data"] = form.reference_data;
  json["workflow"] = workflow_json(form);
  json["fields"] = nlohmann::json::array();
  for (const auto& field : form.fields) {
    nlohmann::json one = {{"number", field.number.value},      {"name", field.name},
                          {"type", type_word(field.type)},     {"label", label_json(field.label)},
                          {"required", field.required},        {"sensitive", field.sensitive},
                          {"merge", policy_word(field.merge)}, {"options", nlohmann::json::array()}};
    if (field.type == FieldType::decimal) one["places"] = field.scale;
    if (field.type == FieldType::text) one["max_length"] = field.max_length;
    if (!field.merge_group.empty()) one["merge_group"] = field.merge_group;
    if (!field.reference_form.empty()) one["form"] = field.reference_form;
    for (const auto& option : field.options) {
      one["options"].push_back({{"name", option.name}, {"label", label_json(option.label)}});
    }
    json["fields"].push_back(std::move(one));
  }
  return json;
}

}  // namespace minsync
