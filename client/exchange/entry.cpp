#include "client/exchange/entry.h"

#include <algorithm>

#include "shared/text/text.h"

namespace minsync {
namespace {

Result<FieldValue> read_one(ClientStore& store, const Field& field, const std::string& typed) {
  MINSYNC_ASSIGN(const auto text, normalise(typed));
  MINSYNC_ASSIGN(auto value, parse_entry(store, field, text));
  MINSYNC_TRY(check_enterable(field, value));
  return value;
}

Status check_state(ClientStore& store, const Form& form, const FieldValues& before, const FieldValues& after,
                   std::int64_t today) {
  if (!form.workflow) return {};
  const auto from = state_in(form, before), to = state_in(form, after);
  return from == to ? Status{} : check_step(store, form, from, to, today);
}

Finding unreadable(FieldNumber field, Fault fault) {
  return {Severity::error, field, false, std::move(fault)};
}

}  // namespace

Result<ReadEntry> read_entry(ClientStore& store, const Form& form, const std::vector<TypedField>& typed) {
  ReadEntry entry;
  for (const auto& one : typed) {
    auto field = get_field(form, one.name);
    if (!field) {
      entry.faults.push_back(unreadable({}, std::move(field).error()));
      continue;
    }
    const Field& known = **field;
    const bool twice = entry.values.contains(known.number) ||
                       std::ranges::find(entry.faults, known.number, &Finding::field) != entry.faults.end();
    if (twice) return fail(FaultKind::usage, "client.field_twice", {known.name});
    auto value = read_one(store, known, one.text);
    if (value) {
      entry.values.emplace(known.number, std::move(*value));
    } else if (value.error().kind == FaultKind::bad_input) {
      entry.faults.push_back(unreadable(known.number, std::move(value).error()));
    } else {
      return fail(std::move(value).error());
    }
  }
  return entry;
}

Result<JudgedEntry> judge_entry(ClientStore& store, const Form& form, const FieldValues& before,
                                const FieldValues& changes, const CheckContext& context, bool accepted) {
  const auto after = with_changes(before, changes);
  MINSYNC_TRY(check_state(store, form, before, after, context.today_days));
  JudgedEntry entry;
  MINSYNC_ASSIGN(entry.held, check_content(form, before, after, store.enrolment().role));
  auto judgement = judge(form, before, after, context, accepted);
  entry.errors = std::move(judgement.errors);
  entry.warnings = std::move(judgement.warnings);
  return entry;
}

Fault not_saved(const std::vector<Finding>& errors) {
  Fault fault{FaultKind::bad_input, "client.not_saved", {}, {}};
  for (const auto& error : errors) fault.details.push_back(error.fault);
  if (std::ranges::any_of(errors, &Finding::overridable)) {
    fault.details.push_back({FaultKind::bad_input, "client.may_accept", {}, {}});
  }
  return fault;
}

Result<std::string> note_of(const std::string& note, const std::string& accept_with) {
  auto text = note.empty() ? accept_with : accept_with.empty() ? note : note + "; " + accept_with;
  if (text.size() > kMaxNoteBytes) return fail(FaultKind::usage, "client.note_too_long");
  return normalise(text);
}

}  // namespace minsync
