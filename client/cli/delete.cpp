#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/entry.h"
#include "client/cli/records.h"
#include "client/store/local_edits.h"

namespace minsync {
namespace {

struct DeleteOptions {
  std::string id, note;
};

Result<int> remove(Context& context, const DeleteOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto note, note_of(options.note, {}));
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store->database()));
  MINSYNC_ASSIGN(const auto found, find_record(*store, options.id));
  MINSYNC_TRY(may_write(*store, *found.form));
  MINSYNC_TRY(in_own_area(*store, found.record.state.unit));
  MINSYNC_TRY(LocalEdits(*store, Context::now_ms()).remove(*found.form, found.record.state.id, note));
  MINSYNC_TRY(transaction.commit());
  if (context.json) {
    context.print_json(Json{{"id", found.record.state.id.value.text()}, {"deleted", true}});
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
