// A database and the small files that belong to it (keys, settings) as one file: what `backup` writes and `restore`
// reads. It is an SQLite database with two tables more than the one it was copied from; DESIGN.md describes them. One
// signature binds all of it, so that any change is noticed. A backup of a sealed folder is
// sealed for itself and opens with what opens the folder (shared/sealing/DESIGN.md); of another one, who holds the file
// holds the keys.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "shared/crypto/crypto.h"
#include "shared/sealing/key_ring.h"
#include "shared/store/database.h"

namespace minsync {

using BackupPieces = std::map<std::string, std::string>;  // bytes by name

// Lets `write` fill a file under a name beside `path`, readable by its owner alone; then makes it durable and gives it
// `path`. Sealed if the folder is; usage "sealing.no_way_back" if only this machine could open it. If anything fails
// nothing is left of it. Only a backup is replaced, nothing else (usage).
Status write_backup_file(const std::string& folder, const std::string& path,
                         const std::function<Status(const std::string&)>& write);

// Turns a copy of a database into a backup: adds the pieces and signs all of it.
Status seal_backup(const std::string& path, const BackupPieces& pieces, const PrivateKey& key);

struct OpenBackup {
  Database database;  // read only
  BackupPieces pieces;
  PublicKey key;                        // that signed it
  std::shared_ptr<const KeyRing> ring;  // null if it is not sealed
};
// Faults besides: no key for it (not_allowed). Verifies the file's structure and its signature by the key that is the
// piece `key_name`. Faults: cannot be read (failed), no backup of this kind, or damaged (integrity). The file is not
// touched.
Result<OpenBackup> open_backup(const std::string& path, const std::string& key_name);

// Takes what a backup has besides out of a copy of it.
Status drop_backup_tables(Database& database);

// The files of `folder` with these names; one that is `required` and not there is a fault.
Result<BackupPieces> read_pieces(const std::string& folder, const std::vector<std::string>& required,
                                 const std::vector<std::string>& optional);

}  // namespace minsync
