#include "client/exchange/entry_rules.h"

#include <algorithm>
#include <ctime>

#include "shared/divisions/divisions.h"
#include "shared/forms/characters.h"
#include "shared/forms/disclosure.h"
#include "shared/forms/nearest.h"
#include "shared/identity/identity.h"
#include "shared/store/delegations.h"

namespace minsync {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

const FieldValue& value_of(const FieldValues& values, FieldNumber number) {
  static const FieldValue nothing{Null{}};
  const auto found = values.find(number);
  return found == values.end() ? nothing : found->second;
}

Result<FieldValue> match_parent(ClientStore& store, const Field& field, const Form& parent, std::string_view text) {
  const auto none = fail(FaultKind::bad_input, "client.no_parent",
                         {field.label.zh, field.label.en, parent.label.zh, parent.label.en, quotable(text)});
  if (parent.match_key.size() != 1) return none;
  auto key = parse_value(*parent.field(parent.match_key.front()), text);
  if (!key || is_null(*key)) return none;
  MINSYNC_ASSIGN(const auto found, store.records().match(parent, {*key}));
  if (found.empty()) return none;
  if (found.size() > 1) {
    return fail(FaultKind::bad_input, "client.many_parents",
                {field.label.zh, field.label.en, quotable(text), std::to_string(found.size())});
  }
  return FieldValue(found.front());
}

Result<FieldValue> parse_reference(ClientStore& store, const Field& field, std::string_view text) {
  const auto typed = trim_blanks(text);
  if (typed.empty()) return FieldValue(Null{});
  MINSYNC_ASSIGN(const Form* parent, store.forms().get(field.reference_form));
  const auto id = Uuid::parse(typed);
  if (!id) return match_parent(store, field, *parent, typed);
  MINSYNC_ASSIGN(const auto record, store.records().load(*parent, RecordId{*id}));
  if (record && !record->deleted) return FieldValue(RecordId{*id});
  return fail(FaultKind::bad_input, "client.no_parent",
              {field.label.zh, field.label.en, parent->label.zh, parent->label.en, quotable(typed)});
}

// Whether the record had this error before, in a place that the edit leaves alone.
bool stood_before(const Finding& finding, const std::vector<Finding>& old, const FieldValues& before,
                  const FieldValues& after) {
  const bool untouched = finding.field.value == 0 || value_of(before, finding.field) == value_of(after, finding.field);
  return untouched && std::ranges::any_of(old, [&](const Finding& other) {
           return other.severity == Severity::error && other.field == finding.field && other.fault == finding.fault;
         });
}

}  // namespace

Status may_write(const ClientStore& store, const Form& form) {
  const auto role = store.enrolment().role;
  if (!store.in_scope(form)) return fail(FaultKind::not_allowed, "client.form_not_ours", {form.name});
  const bool allowed = form.write_roles.empty() ? role != Role::city : contains(form.write_roles, role_name(role));
  if (!allowed) return fail(FaultKind::not_allowed, "client.role_may_not_write", {form.name, role_name(role)});
  return {};
}

static std::string names_of(const Divisions& divisions, const std::vector<UnitId>& units) {
  std::string names;
  for (const auto unit : units) {
    const UnitSpan* span = divisions.find(unit);
    if (span != nullptr) names += (names.empty() ? "" : ", ") + span->code + " " + span->name;
  }
  return names;
}

Status in_own_area(ClientStore& store, UnitId unit) {
  MINSYNC_ASSIGN(const Divisions* divisions, store.records().divisions());
  const auto offices = divisions->succession(store.enrolment().unit);
  if (std::ranges::any_of(offices, [&](UnitId own) { return divisions->is_within(unit, own); })) return {};
  const UnitSpan* there = divisions->find(unit);
  const UnitSpan* here = divisions->find(offices.back());
  return fail(FaultKind::not_allowed, "client.unit_not_ours",
              {there == nullptr ? "" : there->name, there == nullptr ? "" : there->code,
               here == nullptr ? "" : here->name, here == nullptr ? "" : here->code});
}

Result<UnitId> unit_for(ClientStore& store, std::string_view code) {
  MINSYNC_ASSIGN(const Divisions* divisions, store.records().divisions());
  if (code.empty()) {
    const auto heirs = divisions->heirs(store.enrolment().unit);
    if (heirs.size() == 1) return heirs.front();
    return fail(FaultKind::usage, "client.which_unit", {names_of(*divisions, heirs)});
  }
  MINSYNC_ASSIGN(const UnitId unit, divisions->get_code(half_width(code)));
  MINSYNC_TRY(in_own_area(store, unit));
  return unit;
}

Result<const Field*> get_field(const Form& form, std::string_view name_or_label) {
  const auto name = trim_blanks(name_or_label);
  if (const Field* field = form.field(name)) return field;
  const Field* found = nullptr;
  for (const auto& field : form.fields) {
    if (field.label.zh != name && field.label.en != name) continue;
    // Two fields with one label cannot be told apart by it.
    if (found != nullptr) return fail(FaultKind::bad_input, "client.label_twice", {std::string(name), form.name});
    found = &field;
  }
  if (found != nullptr) return found;
  std::vector<std::string> known;
  for (const auto& field : form.fields) known.push_back(field.name);
  return fail(FaultKind::bad_input, "forms.unknown_name_in", {form.name, quotable(name), nearest_names(name, known)});
}

Result<FieldValue> parse_entry(ClientStore& store, const Field& field, std::string_view text) {
  if (field.type == FieldType::reference) return parse_reference(store, field, text);
  MINSYNC_TRY(check_not_masked(field, text));
  return parse_value(field, text);
}

namespace {

Result<bool> delegated_to_us(ClientStore& store, const Form& form, std::int64_t today) {
  MINSYNC_ASSIGN(const Divisions* divisions, store.records().divisions());
  const auto county = divisions->at_level(store.enrolment().unit, UnitLevel::county);
  if (!county) return false;
  return is_delegated(store.records(), store.forms(), form.name, *county, static_cast<std::int32_t>(today));
}

}  // namespace

Status check_step(ClientStore& store, const Form& form, std::string_view from, std::string_view to,
                  std::int64_t today) {
  if (!form.workflow) return fail(FaultKind::bad_input, "client.no_workflow", {form.name});
  const auto& workflow = *form.workflow;
  std::string next_zh, next_en;
  for (const auto& step : workflow.transitions) {
    if (step.from != from) continue;
    const State* state = workflow.state(step.to);
    next_zh += (next_zh.empty() ? "" : "、") + state->name + "(" + state->label.zh + ")";
    next_en += (next_en.empty() ? "" : ", ") + state->name + " (" + state->label.en + ")";
  }
  const Transition* step = workflow.find(from, to);
  if (step == nullptr) {
    return fail(FaultKind::bad_input, "client.no_step", {std::string(from), std::string(to), next_zh, next_en});
  }
  const Role role = store.enrolment().role;
  if (may_take(*step, role, false)) return {};
  MINSYNC_ASSIGN(const bool delegated, delegated_to_us(store, form, today));
  if (may_take(*step, role, delegated)) return {};
  std::string roles;
  for (const auto& name : step->roles) roles += (roles.empty() ? "" : ", ") + name;
  return fail(FaultKind::not_allowed, "client.step_not_ours",
              {std::string(from), std::string(to), roles, role_name(role)});
}

Status check_enterable(const Field& field, const FieldValue& value) {
  if (field.read_only) return fail(FaultKind::bad_input, "client.read_only", {field.name});
  if (field.retired) return fail(FaultKind::bad_input, "client.field_retired", {field.label.zh, field.label.en});
  const auto* one = std::get_if<std::string>(&value);
  const auto* several = std::get_if<Options>(&value);
  for (const auto& option : field.options) {
    const bool chosen = (one != nullptr && *one == option.name) ||
                        (several != nullptr && std::ranges::find(*several, option.name) != several->end());
    if (!option.retired || !chosen) continue;
    return fail(FaultKind::bad_input, "client.option_retired",
                {field.label.zh, field.label.en, option.label.zh, option.label.en});
  }
  return {};
}

Result<bool> check_content_of(const Form& form, const Field& field, const std::string& state, Role role) {
  if (!form.workflow || field.number == form.workflow->field) return false;
  const auto right = field_right(form, field, state, role);
  if (right == FieldRight::refused) {
    const State* shown = form.workflow->state(state);
    return fail(FaultKind::not_allowed, "client.field_not_ours",
                {field.label.zh, field.label.en, shown == nullptr ? state : shown->label.zh,
                 shown == nullptr ? state : shown->label.en, role_name(role)});
  }
  return right == FieldRight::held;
}

Result<bool> check_content(const Form& form, const FieldValues& before, const FieldValues& after, Role role) {
  if (!form.workflow) return false;
  const auto state = state_in(form, before);
  bool held = false;
  for (const auto& field : form.fields) {
    if (value_of(before, field.number) == value_of(after, field.number)) continue;
    MINSYNC_ASSIGN(const bool one_held, check_content_of(form, field, state, role));
    held = held || one_held;
  }
  // A transition takes what was entered with it along.
  return held && state == state_in(form, after);
}

std::int64_t today_here() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday).value_or(0);
}

CheckContext check_context(std::int64_t today, Language language) {
  return {today, language, [](std::string_view area) { return Divisions::built_in().area_known(area); }};
}

Judgement judge(const Form& form, const FieldValues& before, const FieldValues& after, const CheckContext& context,
                bool accepted) {
  Judgement judgement;
  std::vector<Finding> old;
  bool old_known = before.empty();
  for (auto& finding : check_record(form, after, context)) {
    const bool error = finding.severity == Severity::error && !(accepted && finding.overridable);
    if (error && !old_known) {
      old = check_record(form, before, context);
      old_known = true;
    }
    const bool binds = error && !stood_before(finding, old, before, after);
    (binds ? judgement.errors : judgement.warnings).push_back(std::move(finding));
  }
  return judgement;
}

FieldValues with_changes(FieldValues values, const FieldValues& changes) {
  for (const auto& [field, value] : changes) {
    if (is_null(value)) {
      values.erase(field);
    } else {
      values[field] = value;
    }
  }
  return values;
}

}  // namespace minsync
