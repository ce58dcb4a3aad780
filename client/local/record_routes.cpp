#include "client/documents/answers.h"
#include "client/documents/conflicts.h"
#include "client/documents/found_record.h"
#include "client/documents/history.h"
#include "client/documents/returns.h"
#include "client/exchange/displayed_token.h"
#include "client/local/handlers.h"
#include "client/local/record_rows.h"
#include "shared/cli/flags_json.h"

namespace minsync {
namespace {

constexpr std::size_t kMostChildren = 200;

// What this office may do with the record as it stands.
Status add_rights(Call& call, const FoundRecord& found, Json& out) {
  auto& store = call.store();
  const Form& form = *found.form;
  auto right = may_write(store, form);
  if (right) right = in_own_area(store, found.record.state.unit);
  out["may_write"] = right.has_value();
  out["why_not"] = right ? Json(nullptr) : Json(say(call.language, right.error()));
  out["locked_fields"] = Json::array();
  out["held_fields"] = Json::array();
  out["steps"] = Json::array();
  if (!form.workflow) return {};
  const auto state = state_in(form, found.record.shown);
  for (const auto& field : form.fields) {
    const auto held = check_content_of(form, field, state, store.enrolment().role);
    if (!held) out["locked_fields"].push_back(field.name);
    if (held && *held) out["held_fields"].push_back(field.name);
  }
  for (const auto& step : form.workflow->transitions) {
    if (!right || step.from != state || !check_step(store, form, state, step.to, today_here())) continue;
    const State* to = form.workflow->state(step.to);
    out["steps"].push_back({{"state", step.to}, {"label", {{"zh", to->label.zh}, {"en", to->label.en}}}});
  }
  return {};
}

// Records of other forms that belong to this one.
Status add_children(Call& call, const FoundRecord& found, Json& out) {
  out["children"] = Json::array();
  auto& store = call.store();
  for (const auto* child : store.forms().forms()) {
    for (const auto& field : child->fields) {
      if (field.reference_form != found.form->name || !field.moves_with_parent || !store.in_scope(*child)) continue;
      MINSYNC_ASSIGN(auto ids, store.records().referring(*child, field.number, found.record.state.id));
      if (ids.size() > kMostChildren) ids.resize(kMostChildren);
      Json rows = Json::array();
      for (const auto id : ids) {
        MINSYNC_ASSIGN(const auto one, store.records().load(*child, id));
        if (!one || one->deleted) continue;
        MINSYNC_ASSIGN(auto row, row_json(call, *child, *one));
        rows.push_back(std::move(row));
      }
      out["children"].push_back({{"form", child->name},
                                 {"label", {{"zh", child->label.zh}, {"en", child->label.en}}},
                                 {"field", field.name},
                                 {"records", std::move(rows)}});
    }
  }
  return {};
}

// What the records are called that this one refers to.
Status add_labels(Call& call, const FoundRecord& found, Json& out) {
  out["labels"] = Json::object();
  for (const auto& field : found.form->fields) {
    const auto value = found.record.shown.find(field.number);
    if (field.type != FieldType::reference || value == found.record.shown.end()) continue;
    const Form* form = call.store().forms().find(field.reference_form);
    const auto* id = std::get_if<RecordId>(&value->second);
    if (form == nullptr || id == nullptr) continue;
    MINSYNC_ASSIGN(const auto record, call.store().records().load(*form, *id));
    if (record) out["labels"][field.name] = record_title(*form, *record);
  }
  return {};
}

Status add_own_edits(Call& call, const FoundRecord& found, Json& out) {
  MINSYNC_ASSIGN(const auto own, call.store().edits_of(found.record.state.id));
  out["own_edits"] = Json::array();
  for (const auto& entry : own) {
    const auto kind = answer_kind(entry);
    if (kind == "merged" || kind == "parallel" || entry.state == OutboxState::answered) continue;
    out["own_edits"].push_back(receipt_json(call, entry));
  }
  return {};
}

Result<std::string> displayed_by(ClientStore& store, const FoundRecord& found) {
  MINSYNC_ASSIGN(const auto key, export_key(store));
  MINSYNC_ASSIGN(const auto displayed, displayed_record(store, *found.form, found.record));
  return displayed_token(*found.form, found.record.state.id, store.enrolment().device, displayed, &key);
}

Json conflicts_json(Call& call, const FoundRecord& found) {
  Json out = Json::array();
  for (const auto& one : conflicts_of(*found.form, found.record)) {
    out.push_back(conflict_json(call.language, call.store(), one, Disclosure::masked));
  }
  return out;
}

}  // namespace

Result<LocalReply> record(Call& call) {
  MINSYNC_ASSIGN(const auto found, find_record(call.store(), call.name));
  MINSYNC_ASSIGN(auto out, row_json(call, *found.form, found.record));
  MINSYNC_ASSIGN(out["displayed"], displayed_by(call.store(), found));
  out["flags"] = Json(flags_json(*found.form, flags_of(*found.form, found.record, today_here()), call.language));
  out["conflicts"] = conflicts_json(call, found);
  MINSYNC_ASSIGN(out["returned"], returned_json(call.language, call.store(), *found.form, found.record, today_here()));
  MINSYNC_ASSIGN(out["files"], files_json(call, *found.form, found.record));
  MINSYNC_TRY(add_rights(call, found, out));
  MINSYNC_TRY(add_labels(call, found, out));
  MINSYNC_TRY(add_own_edits(call, found, out));
  MINSYNC_TRY(add_children(call, found, out));
  if (query_value(call.request.target, "history") == "1") {
    MINSYNC_ASSIGN(out["history"],
                   history_json(call.language, call.store(), *found.form, found.record, Disclosure::masked));
    for (auto& edit : out["history"]) edit["org_name"] = unit_name(edit["org"].get<std::string>());
  }
  return json_reply(out);
}

}  // namespace minsync
