#include "hub/recovery/backup.h"

#include <filesystem>

#include "hub/api/epoch.h"
#include "hub/api/watermark.h"
#include "hub/ingest/committer.h"
#include "hub/recovery/chain_check.h"
#include "hub/storage/hub_backup_file.h"
#include "hub/users/two_persons.h"
#include "shared/sealing/folder_keys.h"
#include "shared/sealing/key_files.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTlsKeyFile = "tls.key";
constexpr const char* kSettingsFile = "minsync.toml";
constexpr const char* kCheckpoint = "checkpoint";

Result<BackupSummary> verify(HubBackupFile& file, const std::string& path) {
  const auto found = file.pieces().find(kCheckpoint);
  if (found == file.pieces().end()) return fail(FaultKind::integrity, "backup.damaged", {path});
  BackupSummary summary;
  MINSYNC_ASSIGN(summary.checkpoint, read_checkpoint(found->second, file.signer()));
  MINSYNC_TRY(check_against(file.store(), summary.checkpoint));
  MINSYNC_ASSIGN(const auto chains, check_chains(file.store()));
  summary.entries = chains.entries;
  return summary;
}

Status write_pieces(const HubBackupFile& file, const std::string& folder) {
  for (const auto& [name, bytes] : file.pieces()) {
    if (name == kCheckpoint) continue;
    const fs::path path(name);
    // Names come out of the file: none leads out of the folder.
    if (path.is_absolute() || name.find("..") != std::string::npos) {
      return fail(FaultKind::integrity, "backup.damaged", {name});
    }
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(fs::path(folder) / path.parent_path(), error);
    MINSYNC_TRY(write_small_file(folder, name, bytes));
  }
  return {};
}

}  // namespace

Result<BackupSummary> back_up(HubStore& live, const std::string& folder, const std::string& path, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto key, read_private_key((fs::path(folder) / kHubKeyFile).string()));
  BackupSummary summary;
  HubBackupFile::Writing writing;
  writing.pieces = [&](HubStore& copy) -> Result<BackupPieces> {
    MINSYNC_ASSIGN(auto pieces, read_pieces(folder, {kHubKeyFile, kTlsKeyFile}, {kSettingsFile}));
    MINSYNC_ASSIGN(const auto checkpoint, checkpoint_of(copy, now_ms));
    pieces[kCheckpoint] = sign_checkpoint(checkpoint, key);
    return pieces;
  };
  writing.check = [&](const std::string& name) -> Status {
    MINSYNC_ASSIGN(summary, verify_backup(name));
    return {};
  };
  MINSYNC_TRY(HubBackupFile::write(folder, path, live, key, writing));
  MINSYNC_TRY(
      run_in_transaction(live, [&](HubStore& store) { return note_backed_up(store, summary.checkpoint.partitions); }));
  return summary;
}

Result<BackupSummary> verify_backup(const std::string& path) {
  MINSYNC_ASSIGN(auto file, HubBackupFile::open(path));
  return verify(file, path);
}

Result<BackupSummary> restore_backup(const std::string& path, const std::string& folder, std::int64_t now_ms) {
  MINSYNC_ASSIGN(auto file, HubBackupFile::open(path));
  MINSYNC_ASSIGN(const auto summary, verify(file, path));
  MINSYNC_TRY(fill_folder(folder, kHubDatabase, [&](const std::string& inside) -> Status {
    if (file.ring()) MINSYNC_TRY(seal_restored_folder(inside, *file.ring()));
    MINSYNC_TRY(write_pieces(file, inside));
    MINSYNC_ASSIGN(const auto key, read_private_key((fs::path(inside) / kHubKeyFile).string()));
    if (key.public_key().point() != file.signer().point()) {
      return fail(FaultKind::integrity, "backup.damaged", {path});
    }
    MINSYNC_TRY(file.unpack(inside));
    MINSYNC_ASSIGN(const auto forms, FormCatalogue::load());
    MINSYNC_ASSIGN(const auto store, open_hub_store(inside, forms));
    return run_in_transaction(*store, [&](HubStore& restored) -> Status {
      MINSYNC_TRY(note_backed_up(restored, summary.checkpoint.partitions));
      MINSYNC_TRY(hold_restored(restored));
      return begin_next_epoch(restored, summary.checkpoint.epoch, now_ms);
    });
  }));
  return summary;
}

}  // namespace minsync
