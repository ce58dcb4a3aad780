#include "hub/users/users.h"

#include <nlohmann/json.hpp>

#include "hub/admin/own_secrets.h"
#include "hub/admin/words.h"
#include "hub/documents/people_json.h"
#include "hub/users/passwords.h"

namespace minsync {
namespace {

struct UserOptions {
  std::string name, display;
  std::vector<std::string> roles;
};

std::string state_text(const HubContext& context, const User& user) {
  const auto state = user_state(user, now_ms());
  if (state == "disabled") return context.text("users.state_disabled");
  if (state == "locked") return context.text("users.state_locked");
  return context.text(state == "first" ? "users.state_first" : "users.state_active");
}

// "" is the account that founds the hub.
Result<std::string> own_name(HubContext& context) {
  MINSYNC_ASSIGN(const auto who, context.person());
  return who ? who->name : std::string();
}

Status list(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto users, store->people().users());
  if (context.json) {
    auto document = nlohmann::json{{"users", nlohmann::json::array()}};
    for (const auto& user : users) document["users"].push_back(user_json(user, now_ms()));
    context.print(document);
    return {};
  }
  if (users.empty()) context.note(context.text("users.none"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& user : users) {
    rows.push_back({user.name, user.display, role_words(user.roles), state_text(context, user),
                    user.last_login_ms == 0 ? context.text("hub.never") : time_text(user.last_login_ms)});
  }
  if (!rows.empty()) context.line(table(rows));
  return {};
}

Status print_user(HubContext& context, const std::string& name, const std::string& first, const std::string& text) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto user, get_user(*store, name));
  if (!context.json) {
    context.line(text);
    return {};
  }
  auto document = user_json(user, now_ms());
  if (!first.empty()) document["first_password"] = first;
  context.print(document);
  return {};
}

Status add(HubContext& context, const UserOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto roles, read_roles(options.roles));
  MINSYNC_ASSIGN(const bool before, governed(*store));
  const auto first = first_password();
  MINSYNC_ASSIGN(const auto password, keep_password(first));
  const auto words = role_words(roles);
  MINSYNC_TRY(context.act(
      {AuditAction::users_changed, options.name, {"change=added", "roles=" + words}},
      [&](HubStore& s) { return add_user(s, {options.name, options.display, roles}, password, now_ms()); }));
  MINSYNC_TRY(print_user(context, options.name, first, context.text("users.added", {options.name, words, first})));
  MINSYNC_ASSIGN(const bool after, governed(*store));
  if (after && !before) context.note(context.text("users.now_governed"));
  return {};
}

Status reset(HubContext& context, const UserOptions& options) {
  MINSYNC_ASSIGN(const auto by, own_name(context));
  const auto first = first_password();
  MINSYNC_ASSIGN(const auto password, keep_password(first));
  MINSYNC_TRY(context.act({AuditAction::users_changed, options.name, {"change=reset"}},
                          [&](HubStore& s) { return reset_user(s, options.name, password, by); }));
  return print_user(context, options.name, first, context.text("users.reset_done", {options.name, first}));
}

Status disable(HubContext& context, const UserOptions& options) {
  MINSYNC_ASSIGN(const auto by, own_name(context));
  MINSYNC_TRY(context.act({AuditAction::users_changed, options.name, {"change=disabled"}},
                          [&](HubStore& s) { return disable_user(s, options.name, by); }));
  return print_user(context, options.name, "", context.text("users.disabled_done", {options.name}));
}

Status set_roles(HubContext& context, const UserOptions& options) {
  MINSYNC_ASSIGN(const auto by, own_name(context));
  MINSYNC_ASSIGN(const auto roles, read_roles(options.roles));
  const auto words = role_words(roles);
  MINSYNC_TRY(context.act({AuditAction::users_changed, options.name, {"change=roles", "roles=" + words}},
                          [&](HubStore& s) { return change_roles(s, options.name, roles, by); }));
  return print_user(context, options.name, "", context.text("users.roles_changed", {options.name, words}));
}

}  // namespace

void add_users(Command app, HubContext& context) {
  auto user = app.add_command("user", "persons who work at this hub, and their roles");
  user.require_command();
  user.add_command("list", "all of them").on_chosen([&context] {
    context.command = [&context] { return list(context); };
  });
  auto options = std::make_shared<UserOptions>();
  const auto add_one = [&](const char* name, const char* about, auto work) {
    auto command = user.add_command(name, about);
    command.add_option("NAME", options->name, "small letters, digits, - _ .").required();
    command.on_chosen(
        [&context, options, work] { context.command = [&context, options, work] { return work(context, *options); }; });
    return command;
  };
  constexpr const char* kRoles = "bureau_reviewer, publisher, system_admin, security_admin or audit_admin";
  auto add_command = add_one("add", "a new one; prints his first password", add);
  add_command.add_option("--role", options->roles, kRoles).delimiter(',').required();
  add_command.add_option("--display", options->display, "his name for people");
  add_one("reset", "a new first password, and no code device", reset);
  add_one("disable", "log-in ends at once, the name stays taken", disable);
  add_one("role", "other roles in place of his", set_roles)
      .add_option("--role", options->roles, kRoles)
      .delimiter(',')
      .required();
  add_own_secrets(user, context);
}

}  // namespace minsync
