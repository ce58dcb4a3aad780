// A folder that was made unsealed becomes a sealed one, and a sealed one gets new keys. Both can be stopped anywhere
// and done again. Nobody else may have the database open (fault: failed "sealing.in_use").
#pragma once

#include <string>
#include <vector>

#include "shared/sealing/key_ring.h"

namespace minsync {

struct SealedFolder {
  std::string folder, database;        // its name in the folder
  std::vector<std::string> key_files;  // those that are there
  std::string contents = "files";      // the folder of attached files in it
};

// Gives back the recovery code if there is a new one, as seal_new_folder.
Result<std::string> seal_folder(const SealedFolder& folder, const std::vector<OwnerSecret>& own);
// New keys of every kind, opened by `own`, or else by this machine and a new recovery code.
Result<std::string> renew_seal(const SealedFolder& folder, const std::vector<OwnerSecret>& own);
// Another recovery code in place of the old one.
Result<std::string> renew_recovery_code(const std::string& folder);

// False if it is not sealed, or there is no such file.
bool is_sealed_database(const std::string& path);

}  // namespace minsync
