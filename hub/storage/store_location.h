// Where a hub's store is: hub.db in its folder, or a PostgreSQL database that the folder names.
#pragma once

#include <optional>
#include <string>

#include "shared/crypto/secret_key.h"
#include "sync_protocol/result.h"

namespace minsync {

// The file that names the database and holds the key of what is sealed in it. Sealed itself in a sealed folder.
inline constexpr const char* kStoreFile = "hub.store";

struct PostgresLocation {
  std::string url;  // as libpq takes it; it may contain a password
  SecretKey key;
};

bool is_postgres_url(const std::string& text);
// Whether the folder has a hub, of either kind.
bool has_hub(const std::string& folder);
// Nothing where the store is hub.db. Faults: no key for the folder (not_allowed), damaged (integrity).
Result<std::optional<PostgresLocation>> postgres_location(const std::string& folder);
// A new file. Fault: there is one.
Status write_postgres_location(const std::string& folder, const PostgresLocation& location);
// Whether it is a database at a network address, and not in the folder or behind a socket in the file system.
Result<bool> needs_network(const std::string& folder);
// The location for people: no password.
std::string without_password(const std::string& url);

}  // namespace minsync
