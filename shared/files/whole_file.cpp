#include "shared/files/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace minsync {
namespace {

tl::unexpected<Fault> cannot_write(const std::filesystem::path& path) {
  const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return fail(FaultKind::failed, full ? "exchange.disk_full" : "exchange.cannot_write", {path.string()});
}

bool write_all(int descriptor, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto n = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return ::fsync(descriptor) == 0;
}

// Some file systems of sticks cannot sync a folder: then the file's own sync has to do.
void sync_folder(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path().string() : std::string(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Result<std::string> read_whole(const std::filesystem::path& path, std::size_t most) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(FaultKind::bad_input, "exchange.no_such_file", {path.string()});
  if (size > most)
    return fail(FaultKind::bad_input, "common.file_too_long", {path.string(), std::to_string(most >> 20)});
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
    return fail(FaultKind::failed, "exchange.cannot_read", {path.string()});
  }
  return bytes;
}

Status write_whole(const std::filesystem::path& path, const std::string& bytes) {
  std::string beside = path.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path);
  const bool written = write_all(descriptor, bytes);
  const int why = errno;
  const bool closed = ::close(descriptor) == 0;
  if (written && closed && ::rename(beside.c_str(), path.c_str()) == 0) {
    sync_folder(path);
    return {};
  }
  if (!written) errno = why;
  const auto fault = cannot_write(path);
  ::unlink(beside.c_str());
  return fault;
}

}  // namespace minsync
