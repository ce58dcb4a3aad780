// Backups of a hub (备份) and what is made of them. DESIGN.md in hub/ says what a backup promises.
#pragma once

#include "hub/recovery/checkpoint.h"

namespace minsync {

struct BackupSummary {
  Checkpoint checkpoint;
  std::uint64_t entries = 0;
};

// Copies the store of the hub in `folder`, its keys and minsync.toml into the file `path`, also while it serves. The
// file gets its name when it is verified: structure, signature, every journal's chain, checkpoint. Then the hub notes
// how far it reaches (hub/api/watermark.h), in a transaction of its own.
Result<BackupSummary> back_up(HubStore& live, const std::string& folder, const std::string& path, std::int64_t now_ms);

// The same verification of a finished file.
Result<BackupSummary> verify_backup(const std::string& path);

// Makes a hub of the backup in `folder`, which must be new or empty. Nothing is written before all is verified. The hub
// begins a new epoch: a recovery is open, in which its devices send again what came after the backup.
Result<BackupSummary> restore_backup(const std::string& path, const std::string& folder, std::int64_t now_ms);

}  // namespace minsync
