#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"

namespace minsync {
namespace {

struct DeleteOptions {
  std::string id, note;
};

Result<int> remove(Context& context, const DeleteOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto entered, enter_removal(*store, options.id, entry_options(context, options.note, {})));
  if (context.json) {
    context.print_json(Json{{"id", entered.record.value.text()}, {"deleted", true}});
  } else {
    context.print(context.text("client.deleted"));
  }
  return kDone;
}

}  // namespace

void add_delete(Commands& commands) {
  auto options = std::make_shared<DeleteOptions>();
  auto command = commands.add(commands.program, "delete", "client.about_delete");
  command.add_option("ID", options->id, commands.context.text("client.about_id")).required();
  command.add_option("--note", options->note, commands.context.text("client.about_note")).type_name("TEXT");
  commands.on(command, options, remove);
}

}  // namespace minsync
