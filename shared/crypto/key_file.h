// Small files with keys in them: read with a bound, written whole or not at all, readable by their owner alone. Used by
// this folder and by shared/sealing.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

Result<std::string> read_key_file(const std::string& path, std::size_t max_bytes);
// Never over an existing one.
Status write_new_key_file(const std::string& path, const std::string& bytes);
// In place of what is there; durable.
Status replace_key_file(const std::string& path, const std::string& bytes);
// Gives a file, which is synced first, another one's name; durable.
Status put_in_place(const std::string& from, const std::string& path);
// Zeros over all of an open file that has lost its name. Best effort: disks may keep what no program reaches.
void overwrite_file(int descriptor);

}  // namespace minsync
