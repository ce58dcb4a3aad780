#include "client/cli/entry.h"

#include "shared/forms/characters.h"

namespace minsync {
namespace {

Status parse_one(ClientStore& store, const Form& form, const std::string& typed, FieldValues& values) {
  const auto sign = typed.find('=');
  if (sign == std::string::npos || sign == 0) {
    return fail(FaultKind::usage, "client.not_an_assignment", {shortened(typed)});
  }
  MINSYNC_ASSIGN(const Field* field, get_field(form, typed.substr(0, sign)));
  MINSYNC_ASSIGN(const auto text, normalise(typed.substr(sign + 1)));
  MINSYNC_ASSIGN(auto value, parse_entry(store, *field, text));
  MINSYNC_TRY(check_enterable(*field, value));
  if (values.contains(field->number)) return fail(FaultKind::usage, "client.field_twice", {field->name});
  values.emplace(field->number, std::move(value));
  return {};
}

Status check_state(ClientStore& store, const Form& form, const FieldValues& before, const FieldValues& after) {
  if (!form.workflow) return {};
  const auto from = state_in(form, before), to = state_in(form, after);
  return from == to ? Status{} : check_step(store, form, from, to, Context::today());
}

}  // namespace

Result<FieldValues> parse_assignments(ClientStore& store, const Form& form, const std::vector<std::string>& typed) {
  FieldValues values;
  std::vector<Fault> faults;
  for (const auto& one : typed) {
    auto parsed = parse_one(store, form, one, values);
    if (parsed) continue;
    if (parsed.error().kind != FaultKind::bad_input) return fail(std::move(parsed).error());
    faults.push_back(std::move(parsed).error());
  }
  if (faults.empty()) return values;
  if (faults.size() == 1) return fail(std::move(faults.front()));
  return fail(Fault{FaultKind::bad_input, "client.not_saved", {}, std::move(faults)});
}

Status check_entry(Context& context, const Form& form, const FieldValues& before, const FieldValues& changes,
                   const std::string& accept_with) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  const auto after = with_changes(before, changes);
  MINSYNC_TRY(check_state(*store, form, before, after));
  MINSYNC_ASSIGN(const bool held, check_content(form, before, after, store->enrolment().role));
  if (held) context.note(context.text("client.will_be_held"));
  auto judgement =
      judge(form, before, after, check_context(Context::today(), context.language()), !accept_with.empty());
  if (!judgement.errors.empty()) {
    Fault fault{FaultKind::bad_input, "client.not_saved", {}, {}};
    bool overridable = false;
    for (auto& finding : judgement.errors) {
      overridable = overridable || finding.overridable;
      fault.details.push_back(std::move(finding.fault));
    }
    if (overridable) fault.details.push_back({FaultKind::bad_input, "client.may_accept", {}, {}});
    return fail(std::move(fault));
  }
  for (const auto& finding : judgement.warnings) {
    context.note(context.text("client.warning", {say(context.language(), finding.fault)}));
  }
  return {};
}

Result<std::string> note_of(const std::string& note, const std::string& accept_with) {
  auto text = note.empty() ? accept_with : accept_with.empty() ? note : note + "; " + accept_with;
  if (text.size() > kMaxNoteBytes) return fail(FaultKind::usage, "client.note_too_long");
  return normalise(text);
}

}  // namespace minsync
