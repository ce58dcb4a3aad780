#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/records.h"
#include "client/documents/form_json.h"
#include "shared/forms/definition_reading.h"

namespace minsync {
namespace {

struct FormOptions {
  std::string form;
};

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
    context.print_json(forms_json(forms));
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
