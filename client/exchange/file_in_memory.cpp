#include "client/exchange/file_in_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace minsync {

Result<FileInMemory> FileInMemory::of(std::string_view bytes) {
  const int descriptor = ::memfd_create("minsync", MFD_CLOEXEC);
  if (descriptor < 0) return fail(FaultKind::failed, "common.disk", {std::strerror(errno)});
  FileInMemory file(descriptor);
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(FaultKind::failed, "common.disk", {std::strerror(errno)});
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

FileInMemory::FileInMemory(FileInMemory&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileInMemory& FileInMemory::operator=(FileInMemory&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileInMemory::~FileInMemory() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::filesystem::path FileInMemory::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace minsync
