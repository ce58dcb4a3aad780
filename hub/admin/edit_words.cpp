#include "hub/admin/edit_words.h"

#include "sync_protocol/hybrid_clock.h"

namespace minsync {

std::string shown_text(const HubContext& context, const Field& field, const FieldValue& value, Disclosure disclosure) {
  return disclosed(field, value, context.language(), disclosure);
}

std::string changes_text(const HubContext& context, const Form& form, const Edit& edit, Disclosure disclosure) {
  std::string out;
  if (edit.kind == EditKind::move) out = context.text("hub.history_moved", {code_of(edit.unit), name_of(edit.unit)});
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    for (std::size_t i = 0; rule != nullptr && i < rule->fields.size() && i < change.values.size(); ++i) {
      const Field& field = *form.field(rule->fields[i]);
      out += (out.empty() ? "" : ", ") + field.label.in(context.language()) + " = " +
             shown_text(context, field, change.values[i], disclosure);
    }
  }
  return out;
}

std::vector<std::string> held_words(const HubContext& context, const Form& form, const HeldEdit& held,
                                    const AuthorNames& authors, Disclosure disclosure) {
  const Edit& edit = held.arrived.edit;
  const bool removes = edit.kind == EditKind::remove;
  return {time_text(static_cast<std::int64_t>(ms_of_stamp(edit.stamp))), authors(edit.id).name,
          removes ? context.text("hub.held_removal") : changes_text(context, form, edit, disclosure)};
}

}  // namespace minsync
