#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <system_error>

#include "shared/forms/built_in_forms.h"
#include "shared/forms/characters.h"
#include "shared/forms/form.h"
#include "shared/forms/nearest.h"
#include "shared/forms/yaml_tree.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxFiles = 1000;

std::string_view built_in_yaml(std::string_view name) {
  const auto known = built_in_forms();
  const auto found = std::find_if(known.begin(), known.end(), [&](const BuiltInForm& f) { return f.name == name; });
  return found == known.end() ? std::string_view{} : found->yaml;
}

std::unique_ptr<Form> read_built_in(std::string_view name) {
  auto form = read_form(built_in_yaml(name), std::string(name) + ".yaml");
  MINSYNC_ASSERT(form.has_value());  // the tests read every one of them
  return std::move(*form);
}

Result<std::vector<std::filesystem::path>> definitions_in(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> out;
  auto entry = std::filesystem::directory_iterator(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".yaml") out.push_back(entry->path());
    if (out.size() > kMaxFiles) {
      return fail(FaultKind::bad_input, "forms.too_many_files", {folder, std::to_string(kMaxFiles)});
    }
  }
  if (error) return fail(FaultKind::failed, "forms.folder_unreadable", {folder, error.message()});
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::unique_ptr<Form>> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kMaxDefinitionBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open()) return fail(FaultKind::failed, "forms.file_unreadable", {path.string()});
  text.resize(static_cast<std::size_t>(in.gcount()));
  return read_form(text, path.string());
}

}  // namespace

struct FormCatalogue::Shelf {
  std::vector<std::string> names;  // ascending
  mutable std::mutex mutex;        // guards the elements of forms, which are empty until read; its size is fixed
  std::vector<std::unique_ptr<Form>> forms;

  const Form* read(std::size_t slot) {
    const std::lock_guard lock(mutex);
    if (!forms[slot]) forms[slot] = read_built_in(names[slot]);
    return forms[slot].get();
  }
  std::optional<std::size_t> slot_of(std::string_view name) const {
    const auto found = std::lower_bound(names.begin(), names.end(), name);
    if (found == names.end() || *found != name) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
  }
  Status take(std::unique_ptr<Form> form, const std::string& file);
  Status check_references(const Form& form, const std::string& file) const;
};

Status FormCatalogue::Shelf::take(std::unique_ptr<Form> form, const std::string& file) {
  const auto slot = slot_of(form->name);
  if (!slot) {
    const auto at = std::lower_bound(names.begin(), names.end(), form->name) - names.begin();
    names.insert(names.begin() + at, form->name);
    forms.insert(forms.begin() + at, std::move(form));
    return {};
  }
  if (forms[*slot]) return fail(FaultKind::bad_input, "forms.form_twice", {file, form->name});
  const auto built_in = read_built_in(form->name);
  if (form->version > built_in->version) {
    MINSYNC_TRY(check_successor(*built_in, *form));
    forms[*slot] = std::move(form);
  }
  return {};
}

Status FormCatalogue::Shelf::check_references(const Form& form, const std::string& file) const {
  for (const auto& field : form.fields) {
    if (field.reference_form.empty() || slot_of(field.reference_form)) continue;
    return fail(FaultKind::bad_input, "forms.unknown_reference",
                {file, field.name, field.reference_form, nearest_names(field.reference_form, names)});
  }
  return {};
}

FormCatalogue::FormCatalogue(std::unique_ptr<Shelf> shelf) : shelf_(std::move(shelf)) {}
FormCatalogue::FormCatalogue(FormCatalogue&&) noexcept = default;
FormCatalogue& FormCatalogue::operator=(FormCatalogue&&) noexcept = default;
FormCatalogue::~FormCatalogue() = default;

Result<FormCatalogue> FormCatalogue::load(const std::string& folder) {
  auto shelf = std::make_unique<Shelf>();
  for (const auto& form : built_in_forms()) shelf->names.emplace_back(form.name);
  shelf->forms.resize(shelf->names.size());
  if (folder.empty()) return FormCatalogue(std::move(shelf));
  MINSYNC_ASSIGN(const auto files, definitions_in(folder));
  std::vector<std::pair<std::string, std::string>> taken;  // form, file
  for (const auto& file : files) {
    MINSYNC_ASSIGN(auto form, read_file(file));
    taken.emplace_back(form->name, file.string());
    MINSYNC_TRY(shelf->take(std::move(form), file.string()));
  }
  for (const auto& [name, file] : taken) {
    const auto& form = shelf->forms[*shelf->slot_of(name)];
    if (form) MINSYNC_TRY(shelf->check_references(*form, file));
  }
  return FormCatalogue(std::move(shelf));
}

const Form* FormCatalogue::find(std::string_view name) const {
  const auto slot = shelf_->slot_of(name);
  return slot ? shelf_->read(*slot) : nullptr;
}

Result<const Form*> FormCatalogue::get(std::string_view name) const {
  if (const Form* form = find(name)) return form;
  return fail(FaultKind::bad_input, "forms.unknown_form", {shortened(name), nearest_names(name, shelf_->names)});
}

const std::vector<std::unique_ptr<Form>>& FormCatalogue::forms() const {
  for (std::size_t i = 0; i < shelf_->names.size(); ++i) shelf_->read(i);
  return shelf_->forms;
}

}  // namespace minsync
