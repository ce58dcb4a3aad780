#include <algorithm>

#include "client/documents/answers.h"
#include "client/documents/conflicts.h"
#include "client/documents/found_record.h"
#include "client/documents/returns.h"
#include "client/local/handlers.h"
#include "client/local/record_finder.h"
#include "client/local/record_rows.h"
#include "client/store/drafts.h"
#include "shared/cli/flags_json.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/characters.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::size_t kMostRows = 200;
constexpr std::int64_t kMostCounted = 10'000;

Json row_of(const Form& form, const StoredRecord& record, std::string message, std::int64_t at_ms = 0) {
  const UnitSpan* unit = divisions_in_use().find(record.state.unit);
  return {{"record", record.state.id.value.text()},
          {"form", form.name},
          {"org", unit == nullptr ? Json(nullptr) : Json(unit->code)},
          {"org_name", unit == nullptr ? "" : unit->name},
          {"title", record_title(form, record)},
          {"message", std::move(message)},
          {"when", at_ms == 0 ? Json(nullptr) : Json(time_text(at_ms))}};
}

// Whether this office has anything to do with records in that state.
bool has_step_from(const Form& form, std::string_view state, Role role) {
  return form.workflow && std::ranges::any_of(form.workflow->transitions, [&](const Transition& step) {
           return step.from == state && may_take(step, role, false);
         });
}

std::string message_of(Call& call, const Form& form, const StoredRecord& record, bool warned) {
  if (warned) {
    const auto flags = flags_of(form, record, today_here());
    return flags.empty() ? std::string() : say(call.language, flags.front().fault);
  }
  const State* state = form.workflow ? form.workflow->state(state_in(form, record.shown)) : nullptr;
  return state == nullptr ? std::string() : state->label.in(call.language);
}

// Who returned it, why and until when it is to be mended.
Status add_return(Call& call, const Form& form, const StoredRecord& record, Json& row) {
  MINSYNC_ASSIGN(row["returned"], returned_json(call.language, call.store(), form, record, today_here()));
  auto& told = row["returned"];
  if (!told.is_object()) return {};
  row["when"] = told["time"];
  if (told["reason"] != "") row["message"] = told["reason"];
  return {};
}

// The day that comes first, then what has waited longest.
void sort_returned(Json& rows) {
  const auto order = [](const Json& row) {
    const auto text = [](const Json& value) { return value.is_string() ? value.get<std::string>() : "~"; };
    const auto& told = row["returned"];
    return std::pair(told.is_object() ? text(told["deadline"]) : "~", text(row["when"]));
  };
  std::vector<Json> sorted(rows.begin(), rows.end());
  std::sort(sorted.begin(), sorted.end(),
            [&](const Json& one, const Json& other) { return order(one) < order(other); });
  rows = Json(std::move(sorted));
}

// Adds the form's records that the index finds, and how many there are.
Status add_indexed(Call& call, const Form& form, const RecordQuery& query, Json& rows, std::int64_t& count) {
  MINSYNC_ASSIGN(SearchIndex * search, search_of(call.page));
  MINSYNC_ASSIGN(const auto counted, search->count(form, query, kMostCounted));
  count += counted.value_or(kMostCounted);
  if (counted == 0 || rows.size() >= kMostRows) return {};
  ListQuery list;
  list.index = query;
  MINSYNC_ASSIGN(const auto page, find_page(call, form, list, "", kMostRows - rows.size()));
  for (const auto& record : page.records) {
    auto message = message_of(call, form, record, query.warned);
    if (message.empty()) continue;
    auto row = row_of(form, record, std::move(message));
    if (query.state == kReturnedState) MINSYNC_TRY(add_return(call, form, record, row));
    rows.push_back(std::move(row));
  }
  return {};
}

Status add_own_edits(Call& call, OutboxState state, Json& rows, std::int64_t& count) {
  auto& store = call.store();
  MINSYNC_ASSIGN(count, store.count_outbox(state));
  MINSYNC_ASSIGN(const auto entries, store.outbox(state, kMostRows));
  for (const auto& entry : entries) {
    const Form* form = store.forms().find(entry.edit.form);
    if (form == nullptr) continue;
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, entry.edit.record));
    auto message = reason_text(call.language, entry);
    const Field* field = entry.receipt ? form->field(entry.receipt->field) : nullptr;
    if (field != nullptr) message = field->label.in(call.language) + ": " + message;
    if (message.empty()) message = answer_text(call.language, entry);
    if (record) rows.push_back(row_of(*form, *record, std::move(message), entry.created_ms));
  }
  return {};
}

Status add_conflicts(Call& call, Json& rows, std::int64_t& count) {
  return each_conflict(call.store(), [&](const FoundConflict& found) {
    if (static_cast<std::size_t>(++count) > kMostRows) return;
    const bool review = found.rule->policy == MergePolicy::review;
    const auto& first = found.form->field(found.rule->fields.front())->label.in(call.language);
    auto row = row_of(*found.form, found.record,
                      say(call.language, review ? "local.work_review" : "local.work_overwritten", {first}));
    row["conflict"] = conflict_id(found.record.state.id, found.state.number);
    rows.push_back(std::move(row));
  });
}

// What the record is called that a form would make or change: by what is typed, else as it is.
std::string title_of(Call& call, const Json& content, const std::string& form_name, bool of_record) {
  const Form* form = call.store().forms().find(form_name);
  const auto typed = content.is_object() && content.contains("fields") ? content["fields"] : Json::object();
  for (const auto& field : form == nullptr ? std::vector<Field>{} : form->fields) {
    if (field.type != FieldType::text || field.sensitive) continue;
    if (typed.is_object() && typed.contains(field.name) && typed[field.name].is_string()) {
      return shortened(typed[field.name].get<std::string>(), 40);
    }
    break;
  }
  if (!of_record) return "";
  const auto found = find_record(call.store(), content["id"].get<std::string>());
  return found ? record_title(*found->form, found->record) : "";
}

// Forms that were not saved yet.
Status add_unsaved(Call& call, Json& rows, std::int64_t& count) {
  MINSYNC_ASSIGN(const auto all, drafts(call.store()));
  for (const auto& draft : all) {
    const auto content = Json::parse(draft.content, nullptr, false);
    const bool of_record = content.is_object() && content.contains("id") && content["id"].is_string();
    ++count;
    rows.push_back({{"record", of_record ? content["id"] : Json(nullptr)},
                    {"form", draft.form},
                    {"org", nullptr},
                    {"org_name", ""},
                    {"title", title_of(call, content, draft.form, of_record)},
                    {"message", say(call.language, "local.work_unsaved")},
                    {"when", time_text(static_cast<std::int64_t>(draft.at_ms))},
                    {"draft", draft.key}});
  }
  return {};
}

RecordQuery in_state(const std::string& state) {
  RecordQuery query;
  query.state = state;
  return query;
}

}  // namespace

Result<LocalReply> work(Call& call) {
  auto& store = call.store();
  Json out = Json::object();
  for (const auto* kind : {"returned", "refused", "conflicts", "warnings", "drafts", "held"}) out[kind] = Json::array();
  std::int64_t returned = 0, refused = 0, contested = 0, warned = 0, unfinished = 0, held = 0;
  MINSYNC_TRY(add_unsaved(call, out["drafts"], unfinished));
  for (const auto* form : store.forms().forms()) {
    if (!store.in_scope(*form) || !may_write(store, *form)) continue;
    const auto role = store.enrolment().role;
    if (has_step_from(*form, kReturnedState, role)) {
      MINSYNC_TRY(add_indexed(call, *form, in_state(std::string(kReturnedState)), out["returned"], returned));
    }
    if (form->workflow && has_step_from(*form, form->workflow->initial, role)) {
      MINSYNC_TRY(add_indexed(call, *form, in_state(form->workflow->initial), out["drafts"], unfinished));
    }
    RecordQuery warnings;
    warnings.warned = true;
    MINSYNC_TRY(add_indexed(call, *form, warnings, out["warnings"], warned));
  }
  sort_returned(out["returned"]);
  MINSYNC_TRY(add_own_edits(call, OutboxState::refused, out["refused"], refused));
  MINSYNC_TRY(add_own_edits(call, OutboxState::held, out["held"], held));
  MINSYNC_TRY(add_conflicts(call, out["conflicts"], contested));
  out["counts"] = {{"returned", returned}, {"refused", refused},   {"conflicts", contested},
                   {"warnings", warned},   {"drafts", unfinished}, {"held", held}};
  return json_reply(out);
}

}  // namespace minsync
