// Key files: read with a bound, written whole or not at all; private to this folder.
#pragma once

#include <string>

#include "sync_protocol/result.h"

namespace minsync {

Result<std::string> read_key_file(const std::string& path, std::size_t max_bytes);
Status write_new_key_file(const std::string& path, const std::string& bytes);

}  // namespace minsync
