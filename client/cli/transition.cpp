#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"

namespace minsync {
namespace {

struct TransitionOptions {
  std::string id, state, reason, accept_with;
  Returning returning;
};

Result<int> move(Context& context, const TransitionOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  const auto how = entry_options(context, options.reason, options.accept_with);
  MINSYNC_ASSIGN(const auto entered, enter_step(*store, options.id, options.state, how, options.returning));
  MINSYNC_TRY(tell_entered(context, entered));
  if (context.json) {
    context.print_json(Json{{"id", entered.record.value.text()}, {"from", entered.from}, {"state", entered.state}});
  } else {
    const State* target = entered.form->workflow->state(entered.state);
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
  command.add_option("--mend", options->returning.fields, commands.context.text("client.about_mend"))
      .type_name("FIELD")
      .delimiter(',');
  command.add_option("--deadline", options->returning.deadline, commands.context.text("client.about_deadline"))
      .type_name("DATE");
  commands.on(command, options, move);
}

}  // namespace minsync
