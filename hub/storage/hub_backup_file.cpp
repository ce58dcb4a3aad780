#include "hub/storage/hub_backup_file.h"

#include <filesystem>

#include "hub/storage/sql_hub_store.h"

namespace minsync {

Status HubBackupFile::write(const std::string& folder, const std::string& path, HubStore& live, const PrivateKey& key,
                            const Writing& writing) {
  return write_backup_file(folder, path, [&](const std::string& name) -> Status {
    MINSYNC_TRY(live.copy_to(name));
    BackupPieces pieces;
    {
      MINSYNC_ASSIGN(auto database, Database::open_read_only(name));
      SqlHubStore copy(std::move(database));
      MINSYNC_ASSIGN(pieces, writing.pieces(copy));
    }
    MINSYNC_TRY(seal_backup(name, pieces, key));
    return writing.check(name);
  });
}

Result<HubBackupFile> HubBackupFile::open(const std::string& path) {
  MINSYNC_ASSIGN(auto backup, open_backup(path, kHubKeyFile));
  auto store = std::make_unique<SqlHubStore>(std::move(backup.database));
  return HubBackupFile(std::move(store), std::move(backup));
}

Status HubBackupFile::unpack(const std::string& folder) {
  const auto path = (std::filesystem::path(folder) / kHubDatabase).string();
  MINSYNC_TRY(store_->copy_to(path));
  MINSYNC_ASSIGN(auto database, Database::open(path, false));
  return drop_backup_tables(database);
}

Result<std::unique_ptr<HubStore>> HubBackupFile::scratch(const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open_scratch());
  MINSYNC_TRY(static_cast<SqlHubStore&>(*store_).database().copy_to(database));
  auto store = std::make_unique<SqlHubStore>(std::move(database));
  MINSYNC_TRY(store->open_records(forms));
  return store;
}

}  // namespace minsync
