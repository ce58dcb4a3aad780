// Reads minsync.toml.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "shared/config/config.h"

namespace minsync {

struct FileSetting {
  std::string value;
  std::string where;  // minsync.toml:<line>
};

// Checked settings of the file, by key; none where there is no file. At most 64 KiB are read.
Result<std::map<std::string, FileSetting>> read_config_file(Program program, const std::filesystem::path& path);

}  // namespace minsync
