#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"

namespace minsync {
namespace {

struct EditOptions {
  std::string id, note, accept_with;
  std::vector<std::string> values;
};

Result<int> change(Context& context, const EditOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto typed, read_assignments(options.values));
  MINSYNC_ASSIGN(const auto entered, enter_change(*store, options.id, typed, {},
                                                  entry_options(context, options.note, options.accept_with)));
  MINSYNC_TRY(tell_entered(context, entered));
  if (context.json) {
    context.print_json(Json{{"id", entered.record.value.text()}, {"changed", entered.changed}});
  } else if (entered.changed) {
    context.print(context.text("client.changed"));
  } else {
    context.print(context.text("client.nothing_changed"));
  }
  return kDone;
}

}  // namespace

void add_edit(Commands& commands) {
  auto options = std::make_shared<EditOptions>();
  auto command = commands.add(commands.program, "edit", "client.about_edit");
  command.add_option("ID", options->id, commands.context.text("client.about_id")).required();
  command.add_option("field=value", options->values, commands.context.text("client.about_values")).required();
  command.add_option("--note", options->note, commands.context.text("client.about_note")).type_name("TEXT");
  command.add_option("--accept-with", options->accept_with, commands.context.text("client.about_accept_with"))
      .type_name("REASON");
  commands.on(command, options, change);
}

}  // namespace minsync
