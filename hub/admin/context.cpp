#include "hub/admin/context.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

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

Status HubContext::act(const Act& about, const Committer::Work& work) {
  MINSYNC_ASSIGN(auto* opened, store());
  return run_in_transaction(*opened, [&](HubStore& s) -> Status {
    MINSYNC_TRY(work(s));
    return audit(s, now_ms(), {about.action, "account " + account_name(), about.object, about.details});
  });
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
