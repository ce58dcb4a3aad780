#include "hub/ingest/beyond.h"

#include <algorithm>

namespace minsync {

static bool fits(const Form& form, const Edit& edit) {
  return std::ranges::all_of(edit.changes, [&](const GroupChange& change) {
    const GroupRule* rule = form.group(change.group);
    if (rule == nullptr) return false;
    return edit.kind == EditKind::remove || change.values.size() == rule->fields.size();
  });
}

std::optional<Refusal> beyond_judging(const Device& device, const Form* form, const Edit& edit, bool recovering) {
  if (!sees_form(device, edit.form)) return std::nullopt;
  if (edit.kind > EditKind::move) {
    return Refusal{"hub.edit_kind_unknown", {std::to_string(static_cast<int>(edit.kind))}, ""};
  }
  if (form == nullptr) return Refusal{"hub.form_not_yet", {edit.form}, ""};
  if (edit.form_version > form->version && (recovering || !fits(*form, edit))) {
    return Refusal{"hub.form_newer", {edit.form, std::to_string(edit.form_version), std::to_string(form->version)}, ""};
  }
  return std::nullopt;
}

}  // namespace minsync
