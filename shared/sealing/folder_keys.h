// Which folders and files are sealed, and their rings, opened once a process. From any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/sealing/key_ring.h"
#include "shared/sealing/sealed_vfs.h"

namespace minsync {

inline constexpr const char* kRingFile = "minsync.keys";

// What the user names: files, or the passphrase itself from the environment. Faults: unreadable, too short.
struct NamedSecrets {
  std::string passphrase_file, key_file;
  bool environment = true;  // MINSYNC_PASSPHRASE, where no passphrase file is named
};
Result<std::vector<OwnerSecret>> read_secrets(const NamedSecrets& named);
// Tried, besides this machine's, on every ring that is opened from now on.
void use_secrets(std::vector<OwnerSecret> secrets);

// A ring by its bytes. Faults as KeyRing::open.
Result<std::shared_ptr<const KeyRing>> open_ring(std::string_view bytes);

// Nothing if the folder is not sealed.
Result<std::shared_ptr<const KeyRing>> ring_of_folder(const std::string& folder);
// Writes the folder's ring; durable and whole or not at all.
Status write_ring(const std::string& folder, const KeyRing& ring);
// Only in this process, for folders that are not on the real disk or have another name soon; null forgets it.
void remember_ring(const std::string& folder, std::shared_ptr<const KeyRing> ring);

// How the database at `path` is sealed: by a ring that it begins with (a backup), else by its folder's.
struct FileSeal {
  std::shared_ptr<const KeyRing> ring;
  SealedOpening opening;
};
Result<std::optional<FileSeal>> seal_of(const std::string& path);
// Makes the empty file `path` begin with a ring of its own that opens as `ring` does.
Status begin_sealed_file(const std::string& path, const KeyRing& ring);

// Seals an empty folder for what a sealed backup holds: opened by the same, only that another machine's secret gives
// way to this one's.
Status seal_restored_folder(const std::string& folder, const KeyRing& backup);

// Seals a folder before anything is in it, or anew one in which nothing was made after that. With `own`, or else this
// machine's secret and a recovery code, which is given back: it stands nowhere.
Result<std::string> seal_new_folder(const std::string& folder, const std::vector<OwnerSecret>& own);
// The same for a ring.
Result<std::string> let_in_all(KeyRing& ring, const std::vector<OwnerSecret>& own);

}  // namespace minsync
