#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/store/client_backup.h"

namespace minsync {
namespace {

struct BackupOptions {
  std::string file;
};

Result<int> back_up(Context& context, const BackupOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_TRY(back_up_client(*store, context.data, options.file));
  MINSYNC_ASSIGN(const auto unsent, store->count_outbox(OutboxState::pending));
  if (context.json) {
    context.print_json(Json{{"file", options.file}, {"outbox", unsent}});
    return kDone;
  }
  context.print(context.text("client.backed_up", {options.file, std::to_string(unsent)}));
  context.note(context.text("client.backup_secret"));
  return kDone;
}

Result<int> restore(Context& context, const BackupOptions& options) {
  MINSYNC_TRY(restore_client(options.file, context.data));
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(const auto unsent, store->count_outbox(OutboxState::pending));
  if (context.json) {
    context.print_json(
        Json{{"folder", context.data}, {"device", store->enrolment().device.value.text()}, {"outbox", unsent}});
    return kDone;
  }
  context.print(context.text("client.restored", {options.file, context.data, std::to_string(unsent)}));
  return kDone;
}

}  // namespace

void add_backup(Commands& commands) {
  const auto options = std::make_shared<BackupOptions>();
  auto command = commands.add(commands.program, "backup", "client.about_backup");
  command.add_option("-o,--output", options->file, commands.context.text("client.about_backup_file")).required();
  commands.on(command, options, back_up);
}

void add_restore(Commands& commands) {
  const auto options = std::make_shared<BackupOptions>();
  auto command = commands.add(commands.program, "restore", "client.about_restore");
  command.add_option("FILE", options->file, commands.context.text("client.about_restore_file")).required();
  commands.on(command, options, restore);
}

}  // namespace minsync
