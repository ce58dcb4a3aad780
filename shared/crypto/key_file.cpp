#include "shared/crypto/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace minsync {
namespace {

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool write_synced(const std::string& path, const std::string& bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  return file && write_all(file.fd(), bytes) && ::fsync(file.fd()) == 0;
}

// A name that no other process takes for the same.
std::string name_beside(const std::string& path) {
  return path + "." + std::to_string(::getpid()) + ".new";
}

void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const File file(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
  if (file) ::fsync(file.fd());
}

tl::unexpected<Fault> not_written(const std::string& path, int reason) {
  return fail(FaultKind::failed, "network.key_not_written", {path, std::strerror(reason)});
}

}  // namespace

Result<std::string> read_key_file(const std::string& path, std::size_t max_bytes) {
  const File file(path, O_RDONLY);
  if (!file) return fail(FaultKind::failed, "network.key_unreadable", {path, std::strerror(errno)});
  std::string bytes(max_bytes, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.fd(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(FaultKind::failed, "network.key_unreadable", {path, std::strerror(errno)});
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

// Written beside and then moved, so that a crash never leaves half a key under the name.
Status write_new_key_file(const std::string& path, const std::string& bytes) {
  const std::string beside = name_beside(path);
  ::unlink(beside.c_str());
  if (!write_synced(beside, bytes) || ::renameat2(AT_FDCWD, beside.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE)) {
    const int reason = errno;
    ::unlink(beside.c_str());
    if (reason == EEXIST) return fail(FaultKind::failed, "network.key_exists", {path});
    return not_written(path, reason);
  }
  sync_folder_of(path);
  return {};
}

Status replace_key_file(const std::string& path, const std::string& bytes) {
  const std::string beside = name_beside(path);
  ::unlink(beside.c_str());
  if (!write_synced(beside, bytes) || ::rename(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(beside.c_str());
    return not_written(path, reason);
  }
  sync_folder_of(path);
  return {};
}

Status put_in_place(const std::string& from, const std::string& path) {
  {
    const File file(from, O_RDONLY);
    if (!file || ::fsync(file.fd()) != 0) return not_written(from, errno);
  }
  if (::rename(from.c_str(), path.c_str()) != 0) return not_written(path, errno);
  sync_folder_of(path);
  return {};
}

void overwrite_file(int descriptor) {
  struct stat about{};
  if (::fstat(descriptor, &about) != 0) return;
  const std::array<char, 65536> zeros{};
  for (off_t at = 0; at < about.st_size;) {
    const auto part = std::min<off_t>(about.st_size - at, static_cast<off_t>(zeros.size()));
    const auto written = ::pwrite(descriptor, zeros.data(), static_cast<std::size_t>(part), at);
    if (written <= 0) break;
    at += written;
  }
  ::fsync(descriptor);
}

}  // namespace minsync
