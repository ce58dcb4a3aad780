// A folder for what needs files; gone when the process ends. fuzz.py sees to it that it is in memory, and that nothing
// is left of a process that crashed.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include "shared/crypto/crypto.h"

namespace minsync::fuzz {

class ScratchFolder {
 public:
  ScratchFolder() {
    path_ = std::filesystem::temp_directory_path() / ("minsync-fuzz-" + hex(random_bytes<8>()));
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const char* name, std::string_view bytes) const {
    const auto file = path_ / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace minsync::fuzz
