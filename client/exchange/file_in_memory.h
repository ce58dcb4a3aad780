// Bytes that are to be read as a file and may not stand on a disk: personal data that a browser sent.
#pragma once

#include <filesystem>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

class FileInMemory {
 public:
  // Fault: failed, if there is no room.
  static Result<FileInMemory> of(std::string_view bytes);
  FileInMemory(FileInMemory&& other) noexcept;
  FileInMemory& operator=(FileInMemory&& other) noexcept;
  ~FileInMemory();

  // Opens it as often as wanted, from the beginning; good as long as this object and within this process.
  std::filesystem::path path() const;

 private:
  explicit FileInMemory(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace minsync
