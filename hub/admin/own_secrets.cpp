#include "hub/admin/own_secrets.h"

#include <nlohmann/json.hpp>

#include "hub/admin/secret_input.h"
#include "hub/users/log_in.h"
#include "hub/users/passwords.h"
#include "hub/users/totp.h"
#include "hub/users/users.h"
#include "shared/cli/terminal.h"

namespace minsync {
namespace {

struct SecretOptions {
  std::string password_file, new_password_file, code;
};

Result<User> own_user(HubContext& context) {
  MINSYNC_ASSIGN(auto who, context.person());
  if (!who) return fail(FaultKind::not_allowed, "users.log_in_first", {context.text("users.whoever_logs_in")});
  return *std::move(who);
}

Result<std::string> read_new_password(const HubContext& context, const std::string& file) {
  MINSYNC_ASSIGN(auto password, read_password(context, file, "users.ask_new_password"));
  if ((file.empty() || file == "-") && at_terminal()) {
    MINSYNC_ASSIGN(const auto again, read_password(context, file, "users.ask_again"));
    if (again != password) return fail(FaultKind::bad_input, "users.again_differs");
  }
  return password;
}

// The present password is asked for, so that an open terminal is not enough; a wrong one counts as a failed log-in.
Status prove(HubContext& context, const User& user, const std::string& password) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto proof, prepare_proof(*store, user.name, password, {}));
  Proved proved;
  MINSYNC_TRY(context.act_as_found([&](HubStore& s) -> Result<HubContext::Act> {
    MINSYNC_ASSIGN(proved, prove_himself(s, proof, now_ms()));
    return HubContext::Act{proved.action, user.name, proved.details};
  }));
  return proved.right ? Status{} : fail(FaultKind::not_allowed, "users.log_in_failed");
}

Status password(HubContext& context, const SecretOptions& options) {
  MINSYNC_ASSIGN(const auto user, own_user(context));
  MINSYNC_ASSIGN(const auto present, read_password(context, options.password_file, "users.ask_password"));
  MINSYNC_ASSIGN(const auto next, read_new_password(context, options.new_password_file));
  MINSYNC_TRY(check_password(next, user.name, user.roles));
  if (next == present) return fail(FaultKind::bad_input, "users.password_same");
  MINSYNC_TRY(prove(context, user, present));
  MINSYNC_ASSIGN(const auto kept, keep_password(next));
  MINSYNC_TRY(context.act({AuditAction::own_secret_changed, user.name, {"change=password"}},
                          [&](HubStore& s) { return change_password(s, user.name, kept); }));
  if (context.json) {
    context.print({{"user", user.name}, {"changed", true}});
  } else {
    context.line(context.text("users.password_changed"));
  }
  return {};
}

Status confirm(HubContext& context, const User& user, const std::string& code) {
  MINSYNC_TRY(context.act({AuditAction::own_secret_changed, user.name, {"change=totp"}},
                          [&](HubStore& s) { return confirm_totp(s, user.name, code, now_ms()); }));
  if (context.json) {
    context.print({{"user", user.name}, {"totp", true}});
  } else {
    context.line(context.text("users.totp_done"));
  }
  return {};
}

Status totp(HubContext& context, const SecretOptions& options) {
  MINSYNC_ASSIGN(const auto user, own_user(context));
  if (!user.totp.empty()) return fail(FaultKind::not_allowed, "users.totp_there", {user.name});
  if (!options.code.empty()) return confirm(context, user, options.code);
  std::string secret;
  MINSYNC_TRY(
      context.act({AuditAction::own_secret_changed, user.name, {"change=totp_offered"}}, [&](HubStore& s) -> Status {
        MINSYNC_ASSIGN(secret, offer_totp(s, user.name));
        return {};
      }));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto hub, store->setting("name"));
  const auto uri = totp_uri(secret, "Minsync " + hub, user.name);
  if (context.json) {
    context.print({{"user", user.name}, {"secret", totp_text(secret)}, {"uri", uri}});
  } else {
    context.line(context.text("users.totp_shown", {totp_text(secret), uri}));
  }
  if (const auto code = ask_line(context, "users.ask_code"); !code.empty()) return confirm(context, user, code);
  context.note(context.text("users.totp_confirm"));
  return {};
}

}  // namespace

void add_own_secrets(Command user, HubContext& context) {
  auto options = std::make_shared<SecretOptions>();
  auto password_command = user.add_command("password", "choose another password, for whoever is logged in");
  password_command.add_option("--password-file", options->password_file, "the present one; else asked for");
  password_command.add_option("--new-password-file", options->new_password_file, "the new one; else asked for");
  password_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return password(context, *options); }; });
  auto totp_command = user.add_command("totp", "set up the phone's codes, for whoever is logged in");
  totp_command.add_option("--code", options->code, "what the phone shows, to finish");
  totp_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return totp(context, *options); }; });
}

}  // namespace minsync
