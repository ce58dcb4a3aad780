#include <nlohmann/json.hpp>

#include "client/cli/commands.h"
#include "client/cli/pin_input.h"
#include "client/cli/records.h"

namespace minsync {
namespace {

struct UserOptions {
  std::string name, display, pin_file, new_pin_file;
  bool admin = false;
};

Json user_json(const User& user) {
  return {{"name", user.name}, {"display", user.display}, {"admin", user.admin}};
}

int tell(Context& context, const User& user, std::string_view message) {
  if (context.json) {
    context.print_json(user_json(user));
  } else {
    context.print(context.text(message, {user.name}));
  }
  return kDone;
}

Result<int> add(Context& context, const UserOptions& options) {
  // The first one is added by whoever sets the computer up.
  MINSYNC_TRY(context.admin());
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto pin, read_new_pin(context, options.pin_file));
  MINSYNC_ASSIGN(const auto user, add_user(store->database(), {options.name, options.display, options.admin}, pin));
  return tell(context, user, user.admin ? "clerks.added_admin" : "clerks.added");
}

// Who shares the computer is no secret: a name is needed to unlock.
Result<int> list(Context& context, const UserOptions&) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_ASSIGN(const auto users, all_users(store->database()));
  Json out = {{"users", Json::array()}};
  std::vector<std::vector<std::string>> rows = {
      {context.text("clerks.column_name"), context.text("clerks.column_display"), context.text("clerks.column_admin"),
       context.text("clerks.column_locked_out")}};
  for (const auto& [user, locked_until_ms] : users) {
    const auto until = locked_until_ms > Context::now_ms() ? locked_until_ms : 0;
    auto row = user_json(user);
    row["locked_until"] = until == 0 ? Json(nullptr) : Json(time_text(static_cast<std::int64_t>(until)));
    out["users"].push_back(std::move(row));
    rows.push_back({user.name, user.display, user.admin ? context.text("clerks.yes") : "", local_time(until)});
  }
  if (context.json) {
    context.print_json(out);
  } else {
    context.print(users.empty() ? context.text("clerks.no_users") : table(rows));
  }
  return kDone;
}

Result<int> remove(Context& context, const UserOptions& options) {
  MINSYNC_TRY(context.admin());
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto user, find_user(store->database(), options.name));
  MINSYNC_TRY(remove_user(store->database(), user.name));
  return tell(context, user, "clerks.removed");
}

Result<int> reset_pin(Context& context, const UserOptions& options) {
  MINSYNC_TRY(context.admin());
  MINSYNC_ASSIGN(ClientStore * store, context.store());
  MINSYNC_ASSIGN(const auto user, find_user(store->database(), options.name));
  MINSYNC_ASSIGN(const auto pin, read_new_pin(context, options.pin_file));
  MINSYNC_TRY(set_pin(store->database(), user.name, pin));
  return tell(context, user, "clerks.pin_set");
}

// The old PIN is what it takes, so that nobody changes it in passing at an unlocked terminal.
Result<int> change_pin(Context& context, const UserOptions& options) {
  MINSYNC_ASSIGN(ClientStore * store, context.store_while_locked());
  MINSYNC_TRY(find_user(store->database(), options.name));
  MINSYNC_ASSIGN(const auto old, read_pin(context, options.pin_file, "clerks.ask_pin"));
  MINSYNC_ASSIGN(const auto user, verify_pin(store->database(), options.name, old, Context::now_ms()));
  MINSYNC_ASSIGN(const auto pin, read_new_pin(context, options.new_pin_file));
  MINSYNC_TRY(set_pin(store->database(), user.name, pin));
  return tell(context, user, "clerks.pin_set");
}

Command add_named(Commands& commands, Command parent, const std::string& name, std::string_view about,
                  const std::shared_ptr<UserOptions>& options, Result<int> (*work)(Context&, const UserOptions&)) {
  auto command = commands.add(parent, name, about);
  command.add_option("NAME", options->name, commands.context.text("clerks.about_name")).required();
  commands.on(command, options, work);
  return command;
}

}  // namespace

void add_user(Commands& commands) {
  const auto& context = commands.context;
  auto user = commands.add(commands.program, "user", "clerks.about");
  user.require_command();
  const auto options = std::make_shared<UserOptions>();
  auto adding = add_named(commands, user, "add", "clerks.about_add", options, add);
  adding.add_option("--display", options->display, context.text("clerks.about_display")).type_name("TEXT");
  adding.add_flag("--admin", options->admin, context.text("clerks.about_admin"));
  commands.on(commands.add(user, "list", "clerks.about_list"), options, list);
  add_named(commands, user, "remove", "clerks.about_remove", options, remove);
  auto resetting = add_named(commands, user, "reset-pin", "clerks.about_reset_pin", options, reset_pin);
  auto changing = add_named(commands, user, "change-pin", "clerks.about_change_pin", options, change_pin);
  for (auto command : {adding, resetting, changing}) {
    command.add_option("--pin-file", options->pin_file, context.text("clerks.about_pin_file")).type_name("FILE");
  }
  changing.add_option("--new-pin-file", options->new_pin_file, context.text("clerks.about_new_pin_file"))
      .type_name("FILE");
}

}  // namespace minsync
