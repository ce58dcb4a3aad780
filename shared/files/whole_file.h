// Small and middling files read and written whole: bundles, messages.
#pragma once

#include <filesystem>
#include <string>

#include "sync_protocol/result.h"

namespace minsync {

// Faults: bad_input (not there, longer than `most` bytes), failed (cannot be read).
Result<std::string> read_whole(const std::filesystem::path& path, std::size_t most);

// Synced before it appears under its name, so that a stick pulled out holds it whole or not at all; an older file of
// that name is replaced. Readable by its owner alone.
Status write_whole(const std::filesystem::path& path, const std::string& bytes);

}  // namespace minsync
