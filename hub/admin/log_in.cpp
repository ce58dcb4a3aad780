#include "hub/users/log_in.h"

#include <nlohmann/json.hpp>

#include "hub/admin/secret_input.h"
#include "hub/admin/session_file.h"
#include "hub/admin/words.h"
#include "hub/documents/people_json.h"
#include "hub/users/users.h"

namespace minsync {
namespace {

struct LogInOptions {
  std::string name, password_file, code;
};

// An earlier session of this account ends first: one file, one person.
Status end_own_session(HubContext& context) {
  MINSYNC_ASSIGN(const auto token, read_session(context.folder));
  MINSYNC_ASSIGN(const auto who, context.person());
  if (who) {
    MINSYNC_TRY(context.act_as_found([&](HubStore& s) -> Result<HubContext::Act> {
      MINSYNC_TRY(end_session(s, token));
      return HubContext::Act{AuditAction::logged_out, who->name, {}};
    }));
  }
  forget_session(context.folder);
  return {};
}

// A wrong try is counted and written down, so its transaction is committed like that of a right one.
Result<std::string> try_log_in(HubContext& context, const Proof& proof) {
  LogIn done;
  MINSYNC_TRY(context.act_as_found([&](HubStore& s) -> Result<HubContext::Act> {
    MINSYNC_ASSIGN(done, log_in(s, proof, now_ms()));
    return HubContext::Act{done.action, done.object, {}};
  }));
  if (done.token.empty()) return fail(FaultKind::not_allowed, "users.log_in_failed");
  return done.token;
}

Status log_in(HubContext& context, const LogInOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto password, read_password(context, options.password_file, "users.ask_password"));
  const auto code = options.code.empty() ? ask_line(context, "users.ask_code") : options.code;
  MINSYNC_TRY(end_own_session(context));
  MINSYNC_ASSIGN(const auto proof, prepare_proof(*store, options.name, password, code));
  MINSYNC_ASSIGN(const auto token, try_log_in(context, proof));
  MINSYNC_TRY(write_session(context.folder, token));
  MINSYNC_ASSIGN(const auto user, get_user(*store, options.name));
  if (context.json) {
    context.print(who_json(user));
  } else {
    context.line(context.text("users.logged_in", {user.name, role_words(user.roles)}));
  }
  const auto left = unfinished(user);
  if (left == Unfinished::password) context.note(context.text("users.password_first", {user.name}));
  if (left == Unfinished::totp) context.note(context.text("users.totp_first", {user.name}));
  return {};
}

Status log_out(HubContext& context) {
  MINSYNC_TRY(end_own_session(context));
  if (context.json) {
    context.print({{"user", nullptr}});
  } else {
    context.line(context.text("users.logged_out"));
  }
  return {};
}

Status who_am_i(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto who, context.person());
  MINSYNC_ASSIGN(const bool people, governed(*store));
  if (context.json) {
    auto document = who ? who_json(*who) : nlohmann::json{{"user", nullptr}};
    document["founding"] = !people;
    context.print(document);
    return {};
  }
  context.line(who ? context.text("users.who", {who->name, who->display, role_words(who->roles)})
                   : context.text("users.nobody"));
  if (!people) context.note(context.text("users.founding"));
  return {};
}

}  // namespace

void add_log_in(Command app, HubContext& context) {
  auto options = std::make_shared<LogInOptions>();
  auto command = app.add_command("login", "begin to work as a user of this hub");
  command.add_option("NAME", options->name, "the user").required();
  command.add_option("--password-file", options->password_file, "its first line, - for standard input; else asked for");
  command.add_option("--code", options->code, "from the phone, where the role takes one");
  command.on_chosen(
      [&context, options] { context.command = [&context, options] { return log_in(context, *options); }; });
  app.add_command("logout", "end it").on_chosen([&context] {
    context.command = [&context] { return log_out(context); };
  });
  app.add_command("whoami", "who is logged in here").on_chosen([&context] {
    context.command = [&context] { return who_am_i(context); };
  });
}

}  // namespace minsync
