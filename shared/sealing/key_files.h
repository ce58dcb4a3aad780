// Private keys as files: sealed in a sealed folder, PKCS#8 PEM in another one.
#pragma once

#include <string>
#include <string_view>

#include "shared/crypto/crypto.h"

namespace minsync {

// Faults as PrivateKey::read_pem; not_allowed if the folder's ring does not open or is missing, integrity if the file
// was changed or belongs to another folder or name.
Result<PrivateKey> read_private_key(const std::string& path);
// A new file, as PrivateKey::write_pem.
Status write_private_key(const PrivateKey& key, const std::string& path);
// In place of the key that is there; durable and whole or not at all.
Status replace_private_key(const PrivateKey& key, const std::string& path);
// Seals the file with the newest keys of its folder's ring; durable and whole or not at all.
Status seal_private_key(const std::string& path);
// Any other small secret, up to 16 KiB, in the same way. Faults as of private keys.
Result<std::string> read_secret_file(const std::string& path);
Status write_secret_file(const std::string& path, std::string_view bytes);
bool is_sealed_file(const std::string& path);

}  // namespace minsync
