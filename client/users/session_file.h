// Where the command line keeps the token of its unlocked session between two commands: outside of the data folder, in
// a file that its owner alone can read, one for each folder. A copied folder takes no session along.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

// "" if there is none.
Result<std::string> read_session_file(const std::string& folder);
// Faults: no place for it (failed), disk.
Status write_session_file(const std::string& folder, const std::string& token);
Status remove_session_file(const std::string& folder);

}  // namespace minsync
