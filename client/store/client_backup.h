// An office's data as one file, and back again.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

// Database, device key and minsync.toml of `folder` into the file `path`, as they are at one moment; signed by the
// device's key and verified before the file gets its name.
Status back_up_client(ClientStore& store, const std::string& folder, const std::string& path);

// Makes a data folder of the backup, new or empty before. Nothing is written before all is verified. Whoever opens it
// begins a new incarnation: the folder that the backup was made from may still be in use, or may have sent more since.
Status restore_client(const std::string& path, const std::string& folder);

}  // namespace minsync
