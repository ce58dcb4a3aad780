#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/documents/form_json.h"
#include "hub/ingest/form_adoption.h"
#include "shared/forms/yaml_tree.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxFormBytes = kMaxDefinitionBytes;

Status list(HubContext& context) {
  MINSYNC_ASSIGN(const auto* catalogue, context.forms());
  auto document = nlohmann::json{{"forms", nlohmann::json::array()}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& form : catalogue->forms()) {
    document["forms"].push_back(brief_json(*form));
    rows.push_back({form->name, std::to_string(form->version), form->label.in(context.language())});
  }
  if (context.json) {
    context.print(document);
  } else {
    context.line(table(rows));
  }
  return {};
}

Status show(HubContext& context, const std::string& name) {
  MINSYNC_ASSIGN(const auto* catalogue, context.forms());
  MINSYNC_ASSIGN(const auto* form, catalogue->get(name));
  if (context.json) {
    context.print(form_json(*form));
    return {};
  }
  context.line(form->name + "  " + form->label.in(context.language()));
  std::vector<std::vector<std::string>> rows;
  for (const auto& field : form->fields) {
    rows.push_back({std::to_string(field.number.value), field.name, field.label.in(context.language()),
                    std::string(type_word(field.type)), std::string(policy_word(field.merge))});
  }
  context.line(table(rows));
  return {};
}

// A value has no carriage returns, and no mark of the encoding.
std::string without_returns(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::string out(text);
  std::erase(out, '\r');
  return out;
}

Result<std::string> read_definition(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMaxFormBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.eof() && in.gcount() == 0) return fail(FaultKind::bad_input, "hub.cannot_read", {path});
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxFormBytes) {
    return fail(FaultKind::bad_input, "hub.file_too_large", {path, std::to_string(kMaxFormBytes)});
  }
  return text;
}

struct Definition {
  std::string yaml;
  std::unique_ptr<Form> form;
};

// Well-formed, and fit to follow the form of that name that is in use.
Result<Definition> check_definition(const FormCatalogue& catalogue, const std::string& path) {
  Definition definition;
  MINSYNC_ASSIGN(const auto text, read_definition(path));
  MINSYNC_ASSIGN(definition.yaml, normalise(without_returns(text)));
  MINSYNC_ASSIGN(definition.form, read_form(definition.yaml, path));
  const Form* present = catalogue.find(definition.form->name);
  if (present != nullptr && definition.form->version > present->version) {
    MINSYNC_TRY(check_successor(*present, *definition.form));
  }
  MINSYNC_TRY(catalogue.check_references(*definition.form));
  return definition;
}

Status check(HubContext& context, const std::vector<std::string>& files) {
  MINSYNC_ASSIGN(const auto* catalogue, context.forms());
  auto document = nlohmann::json{{"files", nlohmann::json::array()}};
  Fault faults{FaultKind::bad_input, "hub.forms_not_right", {}, {}};
  for (const auto& path : files) {
    auto definition = check_definition(*catalogue, path);
    nlohmann::json one = {{"file", path}, {"ok", definition.has_value()}};
    if (definition) {
      one["form"] = definition->form->name;
      one["version"] = definition->form->version;
      if (!context.json) context.line(context.text("hub.form_right", {path, definition->form->name}));
    } else {
      one["faults"] = say(context.language(), definition.error());
      auto details = std::move(definition.error().details);
      faults.details.push_back(std::move(definition.error()));
      faults.details.back().details.clear();
      std::ranges::move(details, std::back_inserter(faults.details));
    }
    document["files"].push_back(std::move(one));
  }
  if (context.json) context.print(document);
  if (!faults.details.empty()) return fail(std::move(faults));
  return {};
}

Status add(HubContext& context, const std::string& path) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto definition, check_definition(ingest.forms, path));
  const Form& form = *definition.form;
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  MINSYNC_TRY(context.act({AuditAction::form_added, form.name, {"version=" + std::to_string(form.version)}},
                          [&](HubStore& writer) { return adopt_form(writer, ingest, hub, form, definition.yaml); }));
  if (context.json) {
    context.print({{"form", form.name}, {"version", form.version}});
  } else {
    context.line(context.text("hub.form_added", {form.name, std::to_string(form.version)}));
  }
  return {};
}

}  // namespace

void add_form(Command app, HubContext& context) {
  auto form = app.add_command("form", "forms that offices fill in");
  form.require_command();
  form.add_command("list", "all forms").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
  auto name = std::make_shared<std::string>();
  auto show_command = form.add_command("show", "a form's fields");
  show_command.add_option("FORM", *name).required();
  show_command.on_chosen([&context, name] { context.command = [&context, name] { return show(context, *name); }; });
  auto files = std::make_shared<std::vector<std::string>>();
  auto check_command = form.add_command("check", "look for faults in form definitions (YAML)");
  check_command.add_option("FILE", *files).required();
  check_command.on_chosen(
      [&context, files] { context.command = [&context, files] { return check(context, *files); }; });
  auto file = std::make_shared<std::string>();
  auto add_command = form.add_command("add", "take a new form or a new version of one into use, everywhere");
  add_command.add_option("FILE", *file).required();
  add_command.on_chosen([&context, file] { context.command = [&context, file] { return add(context, *file); }; });
}

}  // namespace minsync
