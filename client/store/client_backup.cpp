#include "client/store/client_backup.h"

#include <filesystem>

#include "shared/sealing/folder_keys.h"
#include "shared/sealing/key_files.h"
#include "shared/store/backup_file.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

constexpr const char* kDatabaseName = "client.db";
constexpr const char* kKeyName = "device.key";
constexpr const char* kSettingsName = "minsync.toml";
// No place that place_of can name.
constexpr const char* kNowhere = "restored";

std::string path_in(const std::string& folder, const char* name) {
  return (std::filesystem::path(folder) / name).string();
}

Status unpack(OpenBackup& backup, const std::string& folder) {
  const auto path = path_in(folder, kDatabaseName);
  {
    MINSYNC_ASSIGN(auto created, Database::open(path, true));
    MINSYNC_TRY(backup.database.copy_to(created));
    MINSYNC_TRY(drop_backup_tables(created));
    MINSYNC_TRY(created.run("INSERT OR REPLACE INTO setting VALUES ('place', ?)", Blob{kNowhere}));
    MINSYNC_TRY(created.script("PRAGMA journal_mode=DELETE"));
  }
  for (const char* name : {kKeyName, kSettingsName}) {
    const auto piece = backup.pieces.find(name);
    if (piece != backup.pieces.end()) MINSYNC_TRY(write_small_file(folder, name, piece->second));
  }
  return {};
}

}  // namespace

Status back_up_client(ClientStore& store, const std::string& folder, const std::string& path) {
  MINSYNC_ASSIGN(const auto key, store.device_key());
  return write_backup_file(folder, path, [&](const std::string& name) -> Status {
    {
      MINSYNC_ASSIGN(auto copy, Database::open(name, true));
      MINSYNC_TRY(store.database().copy_to(copy));
      MINSYNC_TRY(copy.script("PRAGMA journal_mode=DELETE"));
    }
    MINSYNC_ASSIGN(const auto pieces, read_pieces(folder, {kKeyName}, {kSettingsName}));
    MINSYNC_TRY(seal_backup(name, pieces, key));
    MINSYNC_TRY(open_backup(name, kKeyName));
    return {};
  });
}

Status restore_client(const std::string& path, const std::string& folder) {
  MINSYNC_ASSIGN(auto backup, open_backup(path, kKeyName));
  return fill_folder(folder, kDatabaseName, [&](const std::string& inside) -> Status {
    if (backup.ring) MINSYNC_TRY(seal_restored_folder(inside, *backup.ring));
    MINSYNC_TRY(unpack(backup, inside));
    MINSYNC_ASSIGN(const auto key, read_private_key(path_in(inside, kKeyName)));
    if (key.public_key().point() == backup.key.point()) return {};
    return fail(FaultKind::integrity, "backup.damaged", {path});
  });
}

}  // namespace minsync
