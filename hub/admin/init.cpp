#include <filesystem>
#include <nlohmann/json.hpp>

#include "hub/admin/context.h"
#include "hub/storage/store_location.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string city, name, store = "sqlite";
  bool unsealed = false;
};

Status make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return fail(FaultKind::failed, "common.cannot_open", {folder + ": " + error.message()});
  return {};
}

Status write_settings(HubStore& store, const UnitSpan& city, const std::string& name) {
  const auto id = Uuid::version7(static_cast<std::uint64_t>(now_ms()), random_bytes<10>());
  MINSYNC_TRY(store.set_setting("device", id.text()));
  MINSYNC_TRY(store.set_setting("city", std::to_string(city.id.value)));
  return store.set_setting("name", name.empty() ? city.name : name);
}

Status init(HubContext& context, const InitOptions& options) {
  const bool on_postgres = is_postgres_url(options.store);
  if (options.store != "sqlite" && !on_postgres) return fail(FaultKind::usage, "hub.store_unknown", {options.store});
  MINSYNC_ASSIGN(const auto unit, context.unit(options.city));
  const UnitSpan& city = *Divisions::built_in().find(unit);
  if (city.level != UnitLevel::city) return fail(FaultKind::bad_input, "hub.not_a_city", {city.code, city.name});
  if (has_hub(context.folder)) return fail(FaultKind::usage, "hub.already_there", {context.folder});
  MINSYNC_TRY(make_folder(context.folder));
  MINSYNC_ASSIGN(const auto* forms, context.forms());
  std::string recovery_code;
  if (!options.unsealed) {
    MINSYNC_ASSIGN(const auto own, read_secrets(context.secrets));
    MINSYNC_ASSIGN(recovery_code, seal_new_folder(context.folder, own));
  }
  for (const char* name : {"hub.key", "tls.key"}) {
    MINSYNC_TRY(write_private_key(PrivateKey::generate(), (fs::path(context.folder) / name).string()));
  }
  MINSYNC_TRY(on_postgres ? create_postgres_hub_store(context.folder, *forms, options.store)
                          : create_hub_store(context.folder, *forms));
  MINSYNC_TRY(context.act({AuditAction::hub_made, city.code, {}},
                          [&](HubStore& s) { return write_settings(s, city, options.name); }));
  if (options.unsealed) context.note(context.text("hub.unsealed"));
  if (context.json) {
    context.print({{"folder", context.folder},
                   {"city", city.code},
                   {"name", city.name},
                   {"sealed", !options.unsealed},
                   {"recovery_code", recovery_code}});
  } else {
    context.line(context.text("hub.initialised", {city.name, context.folder}));
    if (!recovery_code.empty()) context.note(context.text("sealing.recovery_code", {recovery_code}));
  }
  return {};
}

}  // namespace

void add_init(Command app, HubContext& context) {
  auto options = std::make_shared<InitOptions>();
  auto command = app.add_command("init", "make a hub for a city");
  command.add_option("--city", options->city, "code of the city, 330100").required();
  command.add_option("--name", options->name, "name shown to clients");
  command.add_option("--store", options->store,
                     "sqlite, or postgres://… for an empty database; passwords belong into ~/.pgpass");
  add_secret_options(command, context);
  command.add_flag("--unsealed", options->unsealed, "development: data is not encrypted on disk");
  command.on_chosen([&context, options] { context.command = [&context, options] { return init(context, *options); }; });
}

}  // namespace minsync
