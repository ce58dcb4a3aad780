#include "hub/documents/record_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/documents/history_json.h"
#include "shared/cli/flags_json.h"
#include "shared/forms/field_rights.h"

namespace minsync {

Result<ShownRecord> read_shown_record(HubStore& store, const std::string& text, bool history) {
  MINSYNC_ASSIGN(const auto id, parse_record_id(text));
  ShownRecord shown;
  MINSYNC_ASSIGN(shown.form, store.records().form_of(id));
  if (shown.form == nullptr) return fail(FaultKind::bad_input, "hub.no_such_record", {text});
  MINSYNC_ASSIGN(auto record, store.records().load(*shown.form, id));
  if (!record) return fail(FaultKind::bad_input, "hub.no_such_record", {text});
  shown.record = *std::move(record);
  shown.with_history = history;
  if (history) {
    MINSYNC_ASSIGN(shown.history, history_of(store, *shown.form, shown.record));
  }
  MINSYNC_ASSIGN(shown.held, store.held_on(id));
  return shown;
}

nlohmann::json title_json(const Form& form, const StoredRecord& record) {
  const auto text = std::ranges::find(form.fields, FieldType::text, &Field::type);
  if (text == form.fields.end()) return nullptr;
  const auto found = record.shown.find(text->number);
  return found == record.shown.end() ? nlohmann::json() : value_json(*text, found->second, Disclosure::masked);
}

nlohmann::json closed_json(const Form& form, const StoredRecord& record) {
  if (!form.workflow) return nullptr;
  const auto state = state_in(form, record.shown);
  return form.workflow->holds_in(state) ? nlohmann::json(state) : nlohmann::json();
}

nlohmann::json record_document(const ShownRecord& shown, const AuthorNames& authors, Disclosure disclosure,
                               Language language) {
  const Form& form = *shown.form;
  auto document = record_json(form, shown.record, disclosure);
  document["flags"] = flags_json(form, flags_of(form, shown.record, today()), language);
  document["held"] = held_json(form, shown.held, authors, disclosure);
  if (shown.with_history) document["history"] = history_json(form, shown.history, authors, disclosure);
  return document;
}

}  // namespace minsync
