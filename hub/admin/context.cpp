#include "hub/admin/context.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "hub/admin/session_file.h"
#include "hub/users/log_in.h"
#include "hub/users/users.h"
#include "shared/divisions/in_use.h"
#include "shared/time/wall_clock.h"

namespace minsync {
namespace {

// Who runs the program: the system's account, and the one behind sudo.
std::string account_name() {
  const passwd* account = getpwuid(getuid());
  std::string name = account == nullptr ? std::to_string(getuid()) : account->pw_name;
  const char* behind = std::getenv("SUDO_USER");
  return behind == nullptr ? name : name + " (" + behind + ")";
}

// Somebody who may do it, and who has done what comes first.
Status check_person(const HubContext& context, const std::optional<User>& person, Right right, bool own_secret) {
  const auto who = right == Right::anybody ? context.text("users.whoever_logs_in") : roles_with(right);
  if (!person) return fail(FaultKind::not_allowed, "users.log_in_first", {who});
  if (!may(person->roles, right)) return fail(FaultKind::not_allowed, "users.may_not", {person->name, who});
  const auto open = own_secret ? Unfinished::nothing : unfinished(*person);
  if (open == Unfinished::password) return fail(FaultKind::not_allowed, "users.password_first", {person->name});
  if (open == Unfinished::totp) return fail(FaultKind::not_allowed, "users.totp_first", {person->name});
  return {};
}

bool own_secret(const std::string& command) {
  return command == "user password" || command == "user totp";
}

}  // namespace

Result<const FormCatalogue*> HubContext::built_in_forms() {
  if (!forms_) {
    MINSYNC_ASSIGN(auto loaded, FormCatalogue::load());
    forms_.emplace(std::move(loaded));
  }
  return &*forms_;
}

// What was added stands in the store, which is where the catalogue learns it.
Result<const FormCatalogue*> HubContext::forms() {
  const auto opened = store();
  // Before `init` there is no store yet.
  if (!opened && opened.error().id != "common.cannot_open") return fail(opened.error());
  return built_in_forms();
}

Result<HubStore*> HubContext::store() {
  if (!store_) {
    MINSYNC_ASSIGN(const auto* known, built_in_forms());
    MINSYNC_ASSIGN(store_, open_hub_store(folder, *known));
    MINSYNC_ASSIGN(const Divisions* divisions, store_->records().divisions());
    use_divisions(*divisions);
  }
  return store_.get();
}

Result<IngestContext> HubContext::ingest() {
  MINSYNC_ASSIGN(const auto* known, forms());
  MINSYNC_ASSIGN(auto* opened, store());
  MINSYNC_ASSIGN(auto tag_key, opened->setting("tag_key"));
  MINSYNC_ASSIGN(const Divisions* divisions, opened->records().divisions());
  return IngestContext{*known, *divisions, now_ms(), std::move(tag_key)};
}

Result<std::optional<User>> HubContext::person() {
  MINSYNC_ASSIGN(auto* opened, store());
  MINSYNC_ASSIGN(const auto token, read_session(folder));
  if (token.empty()) return std::nullopt;
  return user_of_session(*opened, token, now_ms());
}

Status HubContext::enter(const std::string& name) {
  const Right right = right_of_command(name);
  if (right == Right::open) return {};
  auto opened = store();
  // Before `init` there is nobody; the command says so, if it needs a hub at all.
  if (!opened) return opened.error().id == "common.cannot_open" ? Status{} : fail(opened.error());
  MINSYNC_ASSIGN(const bool people, governed(**opened));
  if (!people) return {};
  MINSYNC_ASSIGN(const auto who, person());
  auto allowed = check_person(*this, who, right, own_secret(name));
  MINSYNC_ASSIGN(const bool held, is_held(**opened));
  if (allowed && held && right != Right::anybody) {
    allowed = fail(FaultKind::not_allowed, "users.restore_unconfirmed");
  }
  if (!allowed) return refused(name, allowed.error());
  MINSYNC_ASSIGN(const auto token, read_session(folder));
  MINSYNC_ASSIGN(const bool touch, wants_touch(**opened, token, now_ms()));
  if (!touch) return {};
  return run_in_transaction(**opened, [&](HubStore& s) { return touch_session(s, token, now_ms()); });
}

// The fault itself, once it is written down.
Status HubContext::refused(const std::string& what, const Fault& fault) {
  MINSYNC_TRY(
      write([&](HubStore&) -> Result<Act> { return Act{AuditAction::right_refused, what, {"reason=" + fault.id}}; }));
  return fail(fault);
}

Status HubContext::confirm_by_second(const Asked& asked) {
  MINSYNC_ASSIGN(auto* opened, store());
  MINSYNC_ASSIGN(const bool people, governed(*opened));
  if (!people) {
    note(text("users.two_persons_not_yet"));
    return {};
  }
  const auto& rule = rule_of(asked.what);
  MINSYNC_ASSIGN(const auto who, person());
  if (auto allowed = check_person(*this, who, rule.asks, false); !allowed) return refused(asked.about, allowed.error());
  MINSYNC_ASSIGN(auto request, find_asked(*opened, asked, who->name, now_ms()));
  const auto others = roles_with(rule.confirms);
  if (!request) {
    Request made;
    MINSYNC_TRY(write([&](HubStore& s) -> Result<Act> {
      MINSYNC_ASSIGN(made, ask(s, asked, who->name, now_ms()));
      return Act{AuditAction::request_made,
                 asked.about,
                 {"request=" + std::to_string(made.number), "kind=" + std::string(rule.name)}};
    }));
    return fail(FaultKind::partial, "users.request_made", {std::to_string(made.number), others});
  }
  if (request->approved_by.empty()) {
    return fail(FaultKind::partial, "users.request_waits", {std::to_string(request->number), others});
  }
  confirmed_ = std::move(request);
  return {};
}

// In the same transaction as what it allows: somebody may have lost the right since the command began.
Status HubContext::check_action(HubStore& s, AuditAction action) {
  const Right right = right_of_action(action).value_or(Right::service);
  if (right == Right::open) return {};
  MINSYNC_ASSIGN(const bool people, governed(s));
  if (!people) return {};
  MINSYNC_ASSIGN(const bool held, is_held(s));
  // What unpacks a backup knows nobody there yet; the hub stays shut until two persons have confirmed it.
  if (held && action == AuditAction::restored) return {};
  MINSYNC_ASSIGN(const auto who, person());
  return check_person(*this, who, right, action == AuditAction::own_secret_changed);
}

Status HubContext::write(const std::function<Result<Act>(HubStore&)>& work) {
  MINSYNC_ASSIGN(auto* opened, store());
  MINSYNC_ASSIGN(const auto before, person());
  return run_in_transaction(*opened, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(auto about, work(s));
    MINSYNC_ASSIGN(const auto after, person());
    const auto& who = before ? before : after;
    if (who) about.details.push_back("account=" + account_name());
    const auto actor = who ? "user " + who->name : "account " + account_name();
    return audit(s, now_ms(), {about.action, actor, about.object, about.details});
  });
}

Status HubContext::act(const Act& about, const Committer::Work& work) {
  Fault missing;
  auto status = write([&](HubStore& s) -> Result<Act> {
    if (auto allowed = check_action(s, about.action); !allowed) {
      missing = allowed.error();
      return fail(missing);
    }
    MINSYNC_TRY(work(s));
    auto entry = about;
    if (confirmed_) {
      MINSYNC_TRY(carry_out(s, confirmed_->number, now_ms()));
      entry.details.push_back("request=" + std::to_string(confirmed_->number));
      entry.details.push_back("approved_by=" + confirmed_->approved_by);
    }
    return entry;
  });
  if (!missing.id.empty()) return refused(std::string(action_name(about.action)), missing);
  if (status) confirmed_.reset();
  return status;
}

Status HubContext::act_as_found(const std::function<Result<Act>(HubStore&)>& work) {
  return write([&](HubStore& s) -> Result<Act> {
    MINSYNC_ASSIGN(auto about, work(s));
    MINSYNC_TRY(check_action(s, about.action));
    return about;
  });
}

Status HubContext::may_reveal(const Reveal& about) {
  if (about.count <= kRevealedAlone) return {};
  const auto name = about.object.empty() ? about.command : about.command + " " + about.object;
  Asked asked{TwoPersons::reveal, name, {about.command, about.object}};
  asked.arguments.insert(asked.arguments.end(), about.filters.begin(), about.filters.end());
  return confirm_by_second(asked);
}

Result<Disclosure> HubContext::disclose(bool reveal, const Reveal& about) {
  if (!reveal) return Disclosure::masked;
  MINSYNC_TRY(may_reveal(about));
  MINSYNC_TRY(act({AuditAction::values_revealed,
                   about.object,
                   {"command=" + about.command, "records=" + std::to_string(about.count)}},
                  nothing_else));
  return Disclosure::whole;
}

Result<UnitId> HubContext::unit(const std::string& code) {
  MINSYNC_TRY(forms());
  return divisions_in_use().get_code(code);
}

void HubContext::print(const nlohmann::json& document) const {
  std::cout << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}

void HubContext::line(const std::string& text) const {
  std::cout << text << '\n';
}

void HubContext::note(const std::string& text) const {
  std::cerr << text << '\n';
}

std::int64_t now_ms() {
  return static_cast<std::int64_t>(wall_clock_ms());
}

}  // namespace minsync
