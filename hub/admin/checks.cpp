#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/api/file_exchange.h"
#include "hub/api/late_edits.h"
#include "hub/front/private_network.h"
#include "hub/ingest/purging.h"
#include "hub/ingest/rights.h"
#include "hub/publication/publications.h"
#include "hub/recovery/chain_check.h"
#include "hub/storage/snapshot.h"
#include "hub/storage/store_location.h"
#include "hub/users/users.h"
#include "shared/cli/seal_words.h"
#include "shared/config/config.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/file_reference.h"
#include "shared/store/digest.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kEnoughDisk = std::uintmax_t{1} << 30;

// What a device of that office sees: its own units' records, and the city's reference data.
Status digest(HubContext& context, const std::string& org) {
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto city, city_of(*store));
  auto root = city;
  if (!org.empty()) {
    // An office whose unit was abolished goes on in those that took its area.
    const UnitSpan* once = divisions_in_use().find_code(org);
    if (once == nullptr) return fail(context.unit(org).error());
    root = once->id;
  }
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  const auto& divisions = divisions_in_use();
  const auto offices = divisions.succession(root);
  const auto in_scope = [&](const Form& form, UnitId unit) {
    if (!org.empty() && form.name == kDecisionForm) return false;
    return org.empty() || unit == city ||
           std::ranges::any_of(offices, [&](UnitId office) { return divisions.is_within(unit, office); });
  };
  MINSYNC_ASSIGN(const auto hash, digest_of(store->records(), *forms, in_scope));
  if (context.json) {
    context.print({{"digest", hex(hash)}, {"org", code_of(root)}});
  } else {
    context.line(hex(hash));
  }
  return {};
}

struct Finding {
  std::string name;
  bool ok = true;
  std::string text;
};

// The database and its journal: the worst of what is wrong with them. Where the store cannot even be opened, that is
// the finding.
Status check_store(HubContext& context, std::vector<Finding>& findings) {
  Status worst;
  const auto add = [&](const char* name, const Status& status, const std::string& good) {
    findings.push_back({name, status.has_value(), status ? good : say(context.language(), status.error())});
    if (!status && worst) worst = fail(status.error().kind, "hub.doctor_damaged", {context.folder});
  };
  auto store = context.store();
  const Status opened = store ? (*store)->check_integrity() : fail(store.error());
  add("database", opened, context.text("hub.doctor_database"));
  if (!store) return worst;
  const auto chains = [&]() -> Result<ChainReport> {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(**store));
    return check_chains(**store);
  }();
  const auto numbers = chains.value_or(ChainReport{});
  add("journal", chains ? Status{} : Status(fail(chains.error())),
      context.text("hub.doctor_journal", {std::to_string(numbers.entries), std::to_string(numbers.partitions)}));
  AuditHead head;
  const auto log = [&]() -> Status {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(**store));
    MINSYNC_ASSIGN(const auto check, check_audit(**store));
    head = check.head;
    if (check.first_bad == 0) return {};
    return fail(FaultKind::integrity, "hub.audit_altered", {std::to_string(check.first_bad)});
  }();
  add("audit", log, context.text("hub.doctor_audit", {std::to_string(head.number)}));
  const auto published = [&]() -> Result<std::size_t> {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(**store));
    return check_publications(**store);
  }();
  add("publications", published ? Status{} : Status(fail(published.error())),
      context.text("publication.doctor", {std::to_string(published.value_or(0))}));
  return worst;
}

// The bytes of what records refer to. Awaited ones are with an office that has not synced them yet.
Result<Finding> check_files(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  const ContentFolder folder(files_folder(context.folder));
  std::uint64_t here = 0, awaited = 0;
  std::vector<std::string> wrong;
  MINSYNC_TRY(each_file(*store, *forms, [&](const NamedFile& file) {
    const auto size = folder.size_of(file.hash);
    if (size && *size != file.size) wrong.push_back(hash_text(file.hash));
    ++(size ? here : awaited);
  }));
  if (!wrong.empty()) {
    return Finding{"files", false,
                   context.text("hub.doctor_files_wrong", {std::to_string(wrong.size()), wrong.front()})};
  }
  return Finding{"files", true, context.text("hub.doctor_files", {std::to_string(here), std::to_string(awaited)})};
}

// Somebody has to decide on these.
Result<Finding> check_late(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto late, late_for_purged(*store));
  if (late.empty()) return Finding{"late", true, context.text("hub.doctor_no_late")};
  return Finding{"late", false, context.text("hub.doctor_late", {std::to_string(late.size())})};
}

// And on these: what came signed by revoked computers.
Result<Finding> check_kept_apart(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto all, store->quarantined());
  const auto kept = std::ranges::count_if(all, is_late);
  if (kept == 0) return Finding{"kept apart", true, context.text("hub.doctor_none_kept_apart")};
  return Finding{"kept apart", false, context.text("hub.doctor_kept_apart", {std::to_string(kept)})};
}

// Until there are three administrators whoever may use the folder may do everything.
Result<Finding> check_users(HubContext& context) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const bool people, governed(*store));
  if (!people) return Finding{"users", false, context.text("users.founding")};
  MINSYNC_ASSIGN(const bool held, is_held(*store));
  if (held) return Finding{"users", false, context.text("users.restore_unconfirmed")};
  MINSYNC_ASSIGN(const auto users, store->people().users());
  const auto active = std::ranges::count(users, false, &User::disabled);
  return Finding{"users", true, context.text("users.doctor_good", {std::to_string(active)})};
}

Finding check_key(const HubContext& context, const std::string& file) {
  std::error_code error;
  const auto path = fs::path(context.folder) / file;
  const auto mode = fs::status(path, error).permissions();
  if (error || mode == fs::perms::unknown)
    return {file, false, context.text("hub.doctor_key_missing", {path.string()})};
  const bool open = (mode & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none;
  return {file, !open, context.text(open ? "hub.doctor_key_open" : "hub.doctor_key", {path.string()})};
}

Finding check_front(const HubContext& context) {
  const char* path = std::getenv("PATH");
  const std::string folders = std::string(path == nullptr ? "" : path) + ":/usr/sbin:/usr/local/sbin:";
  for (std::size_t begin = 0, end; (end = folders.find(':', begin)) != std::string::npos; begin = end + 1) {
    const auto candidate = folders.substr(begin, end - begin) + "/haproxy";
    if (end > begin && ::access(candidate.c_str(), X_OK) == 0) {
      return {"haproxy", true, context.text("hub.doctor_haproxy", {candidate})};
    }
  }
  return {"haproxy", false, context.text("hub.doctor_no_haproxy")};
}

Result<Finding> check_inner_port(const HubContext& context) {
  MINSYNC_ASSIGN(const bool stays, needs_network(context.folder));
  if (stays) return Finding{"inner_port", false, context.text("hub.inner_open_for_database")};
  const bool closed = private_network_possible();
  return Finding{"inner_port", closed, context.text(closed ? "hub.doctor_inner_closed" : "hub.doctor_inner_open")};
}

Finding check_disk(const HubContext& context) {
  std::error_code error;
  const auto space = fs::space(context.folder, error);
  const auto free = error ? 0 : space.available;
  const bool ok = free >= kEnoughDisk;
  return {"disk", ok, context.text(ok ? "hub.doctor_disk" : "hub.doctor_disk_low", {std::to_string(free >> 20)})};
}

Finding check_seal(const HubContext& context) {
  const auto location = postgres_location(context.folder);
  const auto state = seal_state(context.folder, location && *location ? kStoreFile : "hub.db");
  if (!state) return {"sealing", false, say(context.language(), state.error())};
  if (!state->sealed) return {"sealing", false, context.text("hub.unsealed")};
  return {"sealing", !state->old_keys && state->opens_elsewhere, say(context.language(), *state)};
}

Status doctor(HubContext& context) {
  std::vector<Finding> findings;
  const auto stored = check_store(context, findings);
  if (stored) {
    MINSYNC_ASSIGN(auto files, check_files(context));
    findings.push_back(std::move(files));
    MINSYNC_ASSIGN(auto late, check_late(context));
    findings.push_back(std::move(late));
    MINSYNC_ASSIGN(auto kept, check_kept_apart(context));
    findings.push_back(std::move(kept));
    MINSYNC_ASSIGN(auto users, check_users(context));
    findings.push_back(std::move(users));
  }
  MINSYNC_ASSIGN(const auto location, postgres_location(context.folder));
  if (location) {
    findings.push_back({"postgresql", true, context.text("hub.doctor_postgres", {without_password(location->url)})});
  }
  findings.push_back(check_key(context, "hub.key"));
  findings.push_back(check_key(context, "tls.key"));
  findings.push_back(check_front(context));
  MINSYNC_ASSIGN(auto inner_port, check_inner_port(context));
  findings.push_back(std::move(inner_port));
  findings.push_back(check_disk(context));
  findings.push_back(check_seal(context));
  nlohmann::json document = {{"checks", nlohmann::json::array()}};
  for (const auto& finding : findings) {
    document["checks"].push_back({{"name", finding.name}, {"ok", finding.ok}, {"text", finding.text}});
    if (!context.json) {
      context.line(context.text(finding.ok ? "hub.doctor_good" : "hub.doctor_bad", {finding.name, finding.text}));
    }
  }
  if (context.json) context.print(document);
  return stored;
}

Status check_config(HubContext& context) {
  std::map<std::string, std::string> flags;
  if (!context.language_option.empty()) flags["lang"] = context.language_option;
  MINSYNC_ASSIGN(const auto config, Config::load(Program::hub, context.folder, flags));
  nlohmann::json document = {{"settings", nlohmann::json::array()}};
  for (const auto& setting : config.settings()) {
    document["settings"].push_back({{"key", setting.key},
                                    {"value", setting.value},
                                    {"source", name_of(setting.source)},
                                    {"where", setting.where}});
    if (!context.json) context.line(say(context.language(), setting));
  }
  if (context.json) context.print(document);
  return {};
}

}  // namespace

void add_checks(Command app, HubContext& context) {
  auto org = std::make_shared<std::string>();
  auto digest_command = app.add_command("digest", "one hash over all records, or over what an office sees");
  digest_command.add_option("--org", *org, "code of the office's org unit");
  digest_command.on_chosen([&context, org] { context.command = [&context, org] { return digest(context, *org); }; });
  app.add_command("doctor", "is everything here sound").on_chosen([&context] {
    context.command = [&context] { return doctor(context); };
  });
  auto config = app.add_command("config", "settings");
  config.require_command();
  config.add_command("check", "every setting and where it comes from").on_chosen([&context] {
    context.command = [&context] { return check_config(context); };
  });
}

}  // namespace minsync
