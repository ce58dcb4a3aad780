#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/store/local_edits.h"

namespace minsync {
namespace {

struct TransitionOptions {
  std::string id, state, reason, accept_with;
};

// By its name or label; what is neither is left as typed, for the fault that lists the possible states.
std::string state_named(const Form& form, const std::string& typed) {
  for (const auto& state : form.workflow->states) {
    if (state.label.zh == typed || state.label.en == typed) return state.name;
  }
  return typed;
}

Result<int> move(Context& context, const TransitionOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.reason, options.accept_with));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  const Form& form = *found.form;
  MINSYNC_TRY(may_write(*store, form));
  MINSYNC_TRY(in_own_area(*store, found.record.state.unit));
  const auto from = state_in(form, found.record.shown);
  const auto to = form.workflow ? state_named(form, options.state) : options.state;
  MINSYNC_TRY(check_step(*store, form, from, to, Context::today()));
  const FieldValues changes = {{form.workflow->field, FieldValue(to)}};
  MINSYNC_TRY(check_entry(context, form, found.record.shown, changes, options.accept_with));
  MINSYNC_TRY(LocalEdits(*store, Context::now_ms()).change(form, found.record.state.id, changes, note));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", found.record.state.id.value.text()}, {"from", from}, {"state", to}});
  } else {
    const State* target = form.workflow->state(to);
    context.print(context.text("client.moved", {target->label.zh, target->label.en}));
  }
  return kDone;
}

}  // namespace

void add_transition(Commands& commands) {
  auto options = std::make_shared<TransitionOptions>();
  auto command = commands.add(commands.program, "transition", "client.about_transition");
  command.add_option("ID", options->id, commands.context.text("client.about_id")).required();
  command.add_option("STATE", options->state, commands.context.text("client.about_state")).required();
  command.add_option("--reason", options->reason, commands.context.text("client.about_reason")).type_name("TEXT");
  command.add_option("--accept-with", options->accept_with, commands.context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(command, options, move);
}

}  // namespace minsync
