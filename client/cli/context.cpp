#include "client/cli/context.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "client/exchange/entry_rules.h"
#include "client/users/session_file.h"
#include "client/users/sessions.h"
#include "shared/divisions/in_use.h"
#include "shared/time/wall_clock.h"

namespace minsync {

Status Context::read_settings() {
  language_ = choose_language(lang);
  std::map<std::string, std::string> flags;
  if (!lang.empty()) flags["lang"] = lang;
  MINSYNC_ASSIGN(auto config, Config::load(Program::client, data, flags));
  config_.emplace(std::move(config));
  if (const auto& chosen = config_->text("lang"); !chosen.empty()) language_ = choose_language(chosen);
  return {};
}

Result<const FormCatalogue*> Context::forms() {
  if (!forms_) {
    MINSYNC_ASSIGN(auto forms, FormCatalogue::load());
    forms_.emplace(std::move(forms));
  }
  return &*forms_;
}

Result<const FormCatalogue*> Context::known_forms() {
  const auto opened = store_while_locked();
  if (!opened && opened.error().id != "client.not_enrolled") return fail(opened.error());
  return forms();
}

Result<ClientStore*> Context::store() {
  MINSYNC_ASSIGN(ClientStore * store, store_while_locked());
  if (unlocked_) return store;
  MINSYNC_ASSIGN(const bool users, has_users(store->database()));
  if (users) {
    MINSYNC_ASSIGN(const auto token, read_session_file(data));
    MINSYNC_ASSIGN(user_, use_session(store->database(), token, now_ms(), lock_after_ms()));
    if (!user_) return fail(FaultKind::not_allowed, "clerks.locked");
    store->act_as(user_->name);
  }
  unlocked_ = true;
  return store;
}

Result<std::optional<User>> Context::admin() {
  MINSYNC_TRY(store());
  if (user_ && !user_->admin) return fail(FaultKind::not_allowed, "clerks.admin_only", {user_->display});
  return user_;
}

std::uint64_t Context::lock_after_ms() const {
  return static_cast<std::uint64_t>(config().number("lock_after_minutes")) * 60'000;
}

Result<ClientStore*> Context::store_while_locked() {
  if (!store_) {
    MINSYNC_ASSIGN(const FormCatalogue* catalogue, forms());
    MINSYNC_ASSIGN(store_, ClientStore::open(data, *catalogue));
    MINSYNC_ASSIGN(const Divisions* divisions, store_->records().divisions());
    use_divisions(*divisions);
  }
  return store_.get();
}

Status Context::may_reveal(const Reveal&) {
  return {};
}

Result<Disclosure> Context::disclose(bool reveal, const Reveal& about) {
  if (!reveal) return Disclosure::masked;
  MINSYNC_TRY(may_reveal(about));
  MINSYNC_ASSIGN(ClientStore * opened, store());
  MINSYNC_TRY(note_reveal(*opened, about, now_ms()));
  return Disclosure::whole;
}

void Context::print(std::string_view line) {
  std::cout << line << '\n';
}

void Context::print_json(const Json& document) {
  std::cout << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void Context::note(std::string_view line) const {
  std::cerr << line << '\n';
}

Status Context::flush() {
  if (std::cout.flush()) return {};
  return fail(FaultKind::failed, "client.output_failed");
}

std::uint64_t Context::now_ms() {
  return wall_clock_ms();
}

std::int64_t Context::today() {
  return today_here();
}

}  // namespace minsync
