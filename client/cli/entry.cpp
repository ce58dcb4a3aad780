#include "client/cli/entry.h"

#include "shared/forms/characters.h"

namespace minsync {
namespace {

void tell_notes(const Context& context, bool held, const std::vector<Finding>& warnings) {
  if (held) context.note(context.text("client.will_be_held"));
  for (const auto& finding : warnings) {
    context.note(context.text("client.warning", {say(context.language(), finding.fault)}));
  }
}

}  // namespace

Result<std::vector<TypedField>> read_assignments(const std::vector<std::string>& typed) {
  std::vector<TypedField> fields;
  for (const auto& one : typed) {
    const auto sign = one.find('=');
    if (sign == std::string::npos || sign == 0) {
      return fail(FaultKind::usage, "client.not_an_assignment", {shortened(one)});
    }
    fields.push_back({one.substr(0, sign), one.substr(sign + 1)});
  }
  return fields;
}

EntryOptions entry_options(const Context& context, const std::string& note, const std::string& accept_with) {
  return {note, accept_with, Context::now_ms(), check_context(Context::today(), context.language())};
}

Status tell_entered(const Context& context, const Entered& entered) {
  if (!entered.errors.empty()) return fail(refusal_of(entered));
  tell_notes(context, entered.held, entered.warnings);
  return {};
}

Status check_entry(Context& context, const Form& form, const FieldValues& before, const FieldValues& changes,
                   const std::string& accept_with) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto judged,
                 judge_entry(*store, form, before, changes, check_context(Context::today(), context.language()),
                             !accept_with.empty()));
  if (!judged.errors.empty()) return fail(not_saved(judged.errors));
  tell_notes(context, judged.held, judged.warnings);
  return {};
}

}  // namespace minsync
