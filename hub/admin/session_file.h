// Where a person's log-in token is kept: a file of his account on this machine, one for each hub folder, below
// XDG_RUNTIME_DIR, else beside the machine's secret. Readable by its owner alone.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

// "" if there is none.
Result<std::string> read_session(const std::string& hub_folder);
Status write_session(const std::string& hub_folder, const std::string& token);
void forget_session(const std::string& hub_folder);

}  // namespace minsync
