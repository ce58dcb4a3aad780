#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct FormOptions {
  std::string form;
};

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "integer";
    case FieldType::decimal:
      return "decimal";
    case FieldType::date:
      return "date";
    case FieldType::select_one:
      return "select_one";
    case FieldType::select_multiple:
      return "select_multiple";
    case FieldType::id_number:
      return "id_number";
    case FieldType::reference:
      return "reference";
    case FieldType::file:
      return "file";
  }
  return "";
}

std::string_view policy_name(MergePolicy policy) {
  constexpr std::string_view kNames[] = {"latest", "authority", "review", "max", "min", "sum", "union", "workflow"};
  return kNames[static_cast<std::size_t>(policy)];
}

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

// The forms of this device, or all before it is enrolled.
Result<std::vector<const Form*>> own_forms(Context& context) {
  MINSYNC_ASSIGN(const FormCatalogue* catalogue, context.known_forms());
  auto forms = catalogue->forms();
  if (const auto store = context.store_while_locked()) {
    std::erase_if(forms, [&](const Form* form) { return !(*store)->in_scope(*form); });
  }
  return forms;
}

Result<int> list(Context& context, const FormOptions&) {
  MINSYNC_ASSIGN(const auto forms, own_forms(context));
  if (context.json) {
    Json out = {{"forms", Json::array()}};
    for (const auto* form : forms) {
      out["forms"].push_back({{"form", form->name}, {"version", form->version}, {"label", label_json(form->label)}});
    }
    context.print_json(out);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto* form : forms) rows.push_back({form->name, form->label.in(context.language())});
  context.print(table(rows));
  return kDone;
}

std::string options_text(const Field& field, Language language) {
  std::string out;
  for (const auto& option : field.options) {
    if (option.retired) continue;
    out += (out.empty() ? "" : ", ") + option.name + "=" + option.label.in(language);
  }
  return out.empty() ? field.reference_form : fitted(out, 60);
}

Result<int> show(Context& context, const FormOptions& options) {
  MINSYNC_ASSIGN(const FormCatalogue* catalogue, context.known_forms());
  MINSYNC_ASSIGN(const Form* form, catalogue->get(options.form));
  if (context.json) {
    context.print_json(form_json(*form));
    return kDone;
  }
  const auto language = context.language();
  context.print(form->name + "  " + form->label.in(language));
  std::vector<std::vector<std::string>> rows;
  for (const auto& field : form->fields) {
    if (field.retired) continue;
    rows.push_back({field.name, field.label.in(language), std::string(type_name(field.type)),
                    field.required ? context.text("client.required") : "", options_text(field, language)});
  }
  context.print(table(rows));
  return kDone;
}

}  // namespace

void add_form(Commands& commands) {
  auto form = commands.add(commands.program, "form", "client.about_form");
  form.require_command();
  auto options = std::make_shared<FormOptions>();
  commands.on(commands.add(form, "list", "client.about_form_list"), options, list);
  auto command = commands.add(form, "show", "client.about_form_show");
  command.add_option("FORM", options->form, commands.context.text("client.about_form_name")).required();
  commands.on(command, options, show);
}

}  // namespace minsync
