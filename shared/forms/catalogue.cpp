#include <algorithm>
#include <map>
#include <mutex>

#include "shared/forms/built_in_forms.h"
#include "shared/forms/characters.h"
#include "shared/forms/form.h"
#include "shared/forms/nearest.h"

namespace minsync {
namespace {

std::unique_ptr<Form> read_built_in(std::string_view name) {
  const auto known = built_in_forms();
  const auto found = std::find_if(known.begin(), known.end(), [&](const BuiltInForm& f) { return f.name == name; });
  MINSYNC_ASSERT(found != known.end());
  auto form = read_form(found->yaml, std::string(name) + ".yaml");
  MINSYNC_ASSERT(form.has_value());  // the tests read every one of them
  return std::move(*form);
}

}  // namespace

struct FormCatalogue::Shelf {
  std::mutex mutex;                                        // guards everything here
  std::map<std::string, const Form*, std::less<>> in_use;  // nullptr: a built-in one that nobody has asked for
  std::vector<std::unique_ptr<Form>> read;                 // every version that was ever handed out
  bool fixed = false;

  const Form* keep(std::unique_ptr<Form> form) {
    read.push_back(std::move(form));
    return in_use[read.back()->name] = read.back().get();
  }
  const Form* find(std::string_view name) {
    const auto slot = in_use.find(name);
    if (slot == in_use.end()) return nullptr;
    return slot->second != nullptr ? slot->second : keep(read_built_in(name));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, form] : in_use) all.push_back(name);
    return all;
  }
};

FormCatalogue::FormCatalogue(std::unique_ptr<Shelf> shelf) : shelf_(std::move(shelf)) {}
FormCatalogue::FormCatalogue(FormCatalogue&&) noexcept = default;
FormCatalogue& FormCatalogue::operator=(FormCatalogue&&) noexcept = default;
FormCatalogue::~FormCatalogue() = default;

Result<FormCatalogue> FormCatalogue::load() {
  auto shelf = std::make_unique<Shelf>();
  for (const auto& form : built_in_forms()) shelf->in_use.emplace(form.name, nullptr);
  return FormCatalogue(std::move(shelf));
}

Result<FormCatalogue> FormCatalogue::load_fixed() {
  MINSYNC_ASSIGN(auto catalogue, load());
  catalogue.shelf_->fixed = true;
  return catalogue;
}

const Form* FormCatalogue::find(std::string_view name) const {
  const std::lock_guard lock(shelf_->mutex);
  return shelf_->find(name);
}

Result<const Form*> FormCatalogue::get(std::string_view name) const {
  if (const Form* form = find(name)) return form;
  const std::lock_guard lock(shelf_->mutex);
  return fail(FaultKind::bad_input, "forms.unknown_form", {shortened(name), nearest_names(name, shelf_->names())});
}

std::vector<const Form*> FormCatalogue::forms() const {
  const std::lock_guard lock(shelf_->mutex);
  std::vector<const Form*> all;
  for (const auto& name : shelf_->names()) all.push_back(shelf_->find(name));
  return all;
}

Status FormCatalogue::learn(std::unique_ptr<Form> form) const {
  const std::lock_guard lock(shelf_->mutex);
  if (shelf_->fixed) return fail(FaultKind::bad_input, "forms.unknown_form", {form->name, ""});
  const Form* present = shelf_->find(form->name);
  if (present != nullptr) {
    if (form->version <= present->version) return {};
    MINSYNC_TRY(check_successor(*present, *form));
  }
  shelf_->keep(std::move(form));
  return {};
}

Status FormCatalogue::check_references(const Form& form) const {
  const std::lock_guard lock(shelf_->mutex);
  for (const auto& field : form.fields) {
    const bool known = field.reference_form.empty() || field.reference_form == form.name ||
                       shelf_->in_use.contains(field.reference_form);
    if (known) continue;
    return fail(FaultKind::bad_input, "forms.unknown_reference",
                {form.name, field.name, field.reference_form, nearest_names(field.reference_form, shelf_->names())});
  }
  return {};
}

}  // namespace minsync
