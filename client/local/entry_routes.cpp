#include <algorithm>

#include "client/documents/found_record.h"
#include "client/local/entry_options.h"
#include "client/local/handlers.h"
#include "client/store/drafts.h"
#include "shared/divisions/divisions.h"
#include "shared/identity/identity.h"

namespace minsync {

Result<EntryOptions> entry_options(Call& call, const char* note_key) {
  EntryOptions options;
  MINSYNC_ASSIGN(options.note, text_or_empty(call, note_key));
  MINSYNC_ASSIGN(options.accept_with, text_or_empty(call, "accept_with"));
  options.files_here = true;
  options.now_ms = call.page.now_ms();
  options.context = check_context(today_here(), call.language);
  MINSYNC_ASSIGN(const auto draft, text_or_empty(call, "draft", kLongestDraftKey));
  if (!draft.empty()) options.along = [&store = call.store(), draft] { return drop_draft(store, draft); };
  return options;
}

Result<Returning> returning_in(const Call& call) {
  Returning returning;
  MINSYNC_ASSIGN(returning.fields, names_or_none(call, "mend"));
  MINSYNC_ASSIGN(returning.deadline, text_or_empty(call, "deadline", 100));
  return returning;
}

namespace {

Result<LocalReply> tell(Call& call, Entered entered, int status) {
  if (!entered.errors.empty()) {
    call.form = entered.form;
    auto fault = refusal_of(entered);
    call.findings = std::move(entered.errors);
    return fail(std::move(fault));
  }
  return json_reply({{"id", entered.record.value.text()},
                     {"changed", entered.changed},
                     {"state", entered.form->workflow ? Json(entered.state) : Json(nullptr)},
                     {"held", entered.held},
                     {"warnings", findings_json(entered.form, entered.warnings, call.language)}},
                    status);
}

// Of numbers that can be read, even if the check digit does not fit.
Json derived_json(const Form& form, const FieldValues& values, std::int64_t today) {
  Json out = Json::object();
  for (const auto& field : form.fields) {
    const auto found = values.find(field.number);
    if (field.type != FieldType::id_number || found == values.end()) continue;
    IdNumber number;
    const auto fault = check_id_number(std::get<std::string>(found->second), static_cast<std::int32_t>(today), &number);
    if (fault != IdNumberFault::none && fault != IdNumberFault::check_digit) continue;
    const UnitSpan* area = Divisions::built_in().find_code(number.area);
    out[field.name] = {{"birthday", day_text(number.birth_day)},
                       {"sex", number.male ? "male" : "female"},
                       {"area", area == nullptr ? Json(nullptr) : Json(area->name)}};
  }
  return out;
}

Json hidden_json(const Form& form, const FieldValues& values, std::int64_t today) {
  Json out = Json::array();
  const ExpressionNames names = [&](std::string_view name) { return expression_value(form, values, name); };
  for (const auto& field : form.fields) {
    if (field.relevant && !field.relevant->holds(names, today, false)) out.push_back(field.name);
  }
  return out;
}

Result<FieldValues> shown_before(Call& call, const Form& form) {
  MINSYNC_ASSIGN(const auto id, text_or_empty(call, "id", 100));
  if (id.empty()) return FieldValues{};
  MINSYNC_ASSIGN(auto found, find_record(call.store(), id));
  if (found.form != &form) return fail(FaultKind::bad_input, "client.no_record", {id});
  return std::move(found.record.shown);
}

}  // namespace

Result<LocalReply> create_record(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call, "form", 100));
  MINSYNC_ASSIGN(const auto org, text_or_empty(call, "org", 100));
  MINSYNC_ASSIGN(const auto typed, need_fields(call));
  MINSYNC_ASSIGN(const auto options, entry_options(call, "note"));
  MINSYNC_ASSIGN(auto entered, enter_new(call.store(), name, org, typed, options));
  return tell(call, std::move(entered), 201);
}

Result<LocalReply> edit_record(Call& call) {
  MINSYNC_ASSIGN(const auto typed, need_fields(call));
  MINSYNC_ASSIGN(const auto displayed, text_or_empty(call, "displayed", std::size_t{256} << 10));
  MINSYNC_ASSIGN(const auto options, entry_options(call, "note"));
  MINSYNC_ASSIGN(auto entered, enter_change(call.store(), call.name, typed, displayed, options));
  return tell(call, std::move(entered), 200);
}

Result<LocalReply> remove_record(Call& call) {
  MINSYNC_ASSIGN(const auto options, entry_options(call, "note"));
  MINSYNC_ASSIGN(auto entered, enter_removal(call.store(), call.name, options));
  return tell(call, std::move(entered), 200);
}

Result<LocalReply> move_record(Call& call) {
  MINSYNC_ASSIGN(const auto state, need_text(call, "state", 200));
  MINSYNC_ASSIGN(const auto options, entry_options(call, "reason"));
  MINSYNC_ASSIGN(const auto returning, returning_in(call));
  MINSYNC_ASSIGN(auto entered, enter_step(call.store(), call.name, state, options, returning));
  return tell(call, std::move(entered), 200);
}

Result<LocalReply> resolve(Call& call) {
  Decision decision;
  MINSYNC_ASSIGN(decision.conflict, need_text(call, "id", 100));
  MINSYNC_ASSIGN(decision.keep, need_text(call, "keep", 20));
  MINSYNC_TRY(need_text(call, "reason"));
  if (decision.keep == "value") {
    MINSYNC_ASSIGN(decision.values, need_fields(call, "values"));
  }
  MINSYNC_ASSIGN(const auto options, entry_options(call, "reason"));
  MINSYNC_ASSIGN(auto entered, enter_decision(call.store(), decision, options));
  return tell(call, std::move(entered), 200);
}

Result<LocalReply> check_typed(Call& call) {
  MINSYNC_ASSIGN(const auto name, need_text(call, "form", 100));
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(name));
  MINSYNC_ASSIGN(const auto typed, need_fields(call));
  MINSYNC_ASSIGN(const auto before, shown_before(call, *form));
  MINSYNC_ASSIGN(auto entry, read_entry(call.store(), *form, typed));
  const auto context = check_context(today_here(), call.language);
  MINSYNC_ASSIGN(auto judged, judge_entry(call.store(), *form, before, entry.values, context, false));
  // What cannot be read is no missing value.
  std::erase_if(judged.errors, [&](const Finding& error) {
    return error.field.value != 0 &&
           std::ranges::find(entry.faults, error.field, &Finding::field) != entry.faults.end();
  });
  auto& errors = entry.faults;
  errors.insert(errors.end(), judged.errors.begin(), judged.errors.end());
  const auto after = with_changes(before, entry.values);
  return json_reply({{"errors", findings_json(form, errors, call.language)},
                     {"warnings", findings_json(form, judged.warnings, call.language)},
                     {"hidden", hidden_json(*form, after, context.today_days)},
                     {"held", judged.held},
                     {"derived", derived_json(*form, entry.values, context.today_days)}});
}

}  // namespace minsync
