#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/pin_input.h"
#include "client/users/session_file.h"
#include "client/users/sessions.h"

namespace minsync {
namespace {

struct UnlockOptions {
  std::string name, pin_file;
};

Result<int> unlock(Context& context, const UnlockOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  auto& database = store->database();
  MINSYNC_ASSIGN(const bool users, has_users(database));
  if (!users) return fail(FaultKind::usage, "clerks.no_users");
  MINSYNC_TRY(find_user(database, options.name));
  MINSYNC_ASSIGN(const auto pin, read_pin(context, options.pin_file, "clerks.ask_pin"));
  MINSYNC_ASSIGN(const auto user, verify_pin(database, options.name, pin, Context::now_ms()));
  // The session of whoever was here before ends.
  MINSYNC_ASSIGN(const auto before, read_session_file(context.data));
  MINSYNC_TRY(end_session(database, before));
  MINSYNC_ASSIGN(const auto token, begin_session(database, user.name, Context::now_ms()));
  MINSYNC_TRY(write_session_file(context.data, token));
  const auto minutes = context.lock_after_ms() / 60'000;
  if (context.json) {
    context.print_json(Json{{"user", user.name}, {"lock_after_minutes", minutes}});
  } else {
    context.print(context.text("clerks.unlocked", {user.display, std::to_string(minutes)}));
  }
  return kDone;
}

Result<int> lock(Context& context, const UnlockOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(const auto token, read_session_file(context.data));
  MINSYNC_TRY(end_session(store->database(), token));
  MINSYNC_TRY(remove_session_file(context.data));
  if (context.json) {
    context.print_json(Json{{"locked", true}});
  } else {
    context.print(context.text("clerks.now_locked"));
  }
  return kDone;
}

}  // namespace

void add_unlock(Commands& commands) {
  auto options = std::make_shared<UnlockOptions>();
  const auto& context = commands.context;
  auto command = commands.add(commands.program, "unlock", "clerks.about_unlock");
  command.add_option("NAME", options->name, context.text("clerks.about_name")).required();
  command.add_option("--pin-file", options->pin_file, context.text("clerks.about_pin_file")).type_name("FILE");
  commands.on(command, options, unlock);
}

void add_lock(Commands& commands) {
  commands.on(commands.add(commands.program, "lock", "clerks.about_lock"), std::make_shared<UnlockOptions>(), lock);
}

}  // namespace minsync
