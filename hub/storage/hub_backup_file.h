// A hub's backup as a file. What it is inside is the engine's business; outside it is the store's tables at one moment,
// pieces beside them (keys, settings, checkpoint), and a signature over all of it (shared/store/backup_file.h).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hub/storage/hub_store.h"
#include "shared/store/backup_file.h"

namespace minsync {

class HubBackupFile {
 public:
  // Copies `live`, which others may use meanwhile; asks for the pieces to go with the copy, which can be read but for
  // its records; lets `check` look at the finished file before it gets its name. Nothing is left of one that fails.
  struct Writing {
    std::function<Result<BackupPieces>(HubStore& copy)> pieces;
    std::function<Status(const std::string& path)> check;
  };
  // Sealed if `folder`, the live hub's, is.
  static Status write(const std::string& folder, const std::string& path, HubStore& live, const PrivateKey& key,
                      const Writing& writing);

  // Verified against its signature; the file is only read, now and later.
  static Result<HubBackupFile> open(const std::string& path);

  HubStore& store() { return *store_; }  // but for its records
  const BackupPieces& pieces() const { return pieces_; }
  const PublicKey& signer() const { return signer_; }
  // Null if it is not sealed.
  const std::shared_ptr<const KeyRing>& ring() const { return ring_; }
  // The store that was copied, in `folder`, where open_hub_store finds it.
  Status unpack(const std::string& folder);
  // The same as one that ends with its owner.
  Result<std::unique_ptr<HubStore>> scratch(const FormCatalogue& forms);

 private:
  HubBackupFile(std::unique_ptr<HubStore> store, OpenBackup backup)
      : store_(std::move(store)),
        pieces_(std::move(backup.pieces)),
        signer_(std::move(backup.key)),
        ring_(std::move(backup.ring)) {}

  std::unique_ptr<HubStore> store_;
  BackupPieces pieces_;
  PublicKey signer_;
  std::shared_ptr<const KeyRing> ring_;
};

// The key's name among the pieces, and in the hub's folder.
inline constexpr const char* kHubKeyFile = "hub.key";
inline constexpr const char* kHubDatabase = "hub.db";

}  // namespace minsync
