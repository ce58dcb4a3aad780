#include "shared/files/content_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>

#include "shared/crypto/crypto.h"
#include "shared/forms/file_reference.h"
#include "shared/sealing/content_file.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr std::string_view kTaken = "taken-";
constexpr auto kAbandonedAfter = std::chrono::hours(24);

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

tl::unexpected<Fault> disk_fault(const std::string& path) {
  return fail(FaultKind::failed, "common.disk", {path + ": " + std::strerror(errno)});
}

// Hashes all of it, and hands each piece on.
Result<ContentFolder::Content> walk(ContentFile& file,
                                    const std::function<Status(std::string_view, std::uint64_t)>& visit) {
  Hasher hasher;
  ContentFolder::Content content;
  for (;;) {
    MINSYNC_ASSIGN(const auto bytes, file.read(content.size, kReadBytes));
    if (bytes.empty()) break;
    hasher.add(bytes);
    MINSYNC_TRY(visit(bytes, content.size));
    content.size += bytes.size();
  }
  content.hash = hasher.finish();
  return content;
}

Status sync_folder(const std::string& folder) {
  const File file(folder, O_RDONLY | O_DIRECTORY);
  if (!file || ::fsync(file.fd()) != 0) return disk_fault(folder);
  return {};
}

// From a name of its own to the one it is to have, durably.
Status settle(int fd, const std::string& from, const std::string& to) {
  if (::fsync(fd) != 0 || ::rename(from.c_str(), to.c_str()) != 0) return disk_fault(to);
  const auto folder = fs::path(to).parent_path().string();
  return sync_folder(folder.empty() ? "." : folder);
}

Status copy(ContentFile& from, const std::string& from_path, ContentFile& to, const std::string& to_path,
            std::uint64_t most, ContentFolder::Content& content) {
  MINSYNC_ASSIGN(content, walk(from, [&](std::string_view bytes, std::uint64_t offset) -> Status {
                   if (offset + bytes.size() > most) {
                     return fail(FaultKind::bad_input, "files.too_large", {from_path, std::to_string(most)});
                   }
                   if (!to.write(bytes, offset)) return disk_fault(to_path);
                   return {};
                 }));
  return {};
}

// Removes it at the end unless it was given another name.
struct Leftover {
  std::string path;
  ~Leftover() { ::unlink(path.c_str()); }
};

}  // namespace

std::string ContentFolder::path_of(const ContentHash& hash) const {
  return (fs::path(folder_) / hash_text(hash)).string();
}

std::string ContentFolder::part_of(const ContentHash& hash, const std::string& source) const {
  return path_of(hash) + "-" + source + ".part";
}

Status ContentFolder::make() const {
  if (::mkdir(folder_.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return disk_fault(folder_);
}

// Copies that a killed process left behind.
void ContentFolder::sweep() const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (!entry.path().filename().string().starts_with(kTaken)) continue;
    const auto written = fs::last_write_time(entry.path(), error);
    if (!error && fs::file_time_type::clock::now() - written > kAbandonedAfter) fs::remove(entry.path(), error);
  }
}

std::optional<std::uint64_t> ContentFolder::size_of(const ContentHash& hash) const {
  const auto size = content_size(path_of(hash));
  return size == 0 ? std::nullopt : std::optional(size);
}

Result<std::string> ContentFolder::read(const ContentHash& hash, std::uint64_t offset, std::size_t limit) const {
  const auto path = path_of(hash);
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder_));
  ContentFile file(path, O_RDONLY);
  if (!file) return fail(FaultKind::failed, "files.unreadable", {path, std::strerror(errno)});
  MINSYNC_TRY(file.look(ring.get()));
  return file.read(offset, limit);
}

std::uint64_t ContentFolder::arrived(const ContentHash& hash, const std::string& source) const {
  return content_size(part_of(hash, source));
}

Result<std::uint64_t> ContentFolder::append(const ContentHash& hash, const std::string& source, std::uint64_t offset,
                                            std::string_view bytes) const {
  MINSYNC_TRY(make());
  const auto path = part_of(hash, source);
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder_));
  ContentFile file(path, offset == 0 ? O_RDWR | O_CREAT : O_RDWR);
  if (!file && errno == ENOENT) return std::uint64_t{0};
  // The lock is between this and another request of the same source; it goes with the descriptor.
  if (!file || ::flock(file.descriptor(), LOCK_EX) != 0) return disk_fault(path);
  MINSYNC_TRY(file.look(ring.get()));
  if (file.size() != offset) return file.size();
  if (!file.write(bytes, offset) || ::fdatasync(file.descriptor()) != 0) {
    const auto fault = disk_fault(path);
    // What was not written whole is not kept: it would be taken for arrived.
    (void)file.cut(offset);
    return fault;
  }
  return offset + bytes.size();
}

Status ContentFolder::finish(const ContentHash& hash, const std::string& source) const {
  const auto part = part_of(hash, source);
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder_));
  ContentFile file(part, O_RDONLY);
  if (!file && size_of(hash)) return {};  // another request was faster
  if (!file) return disk_fault(part);
  MINSYNC_TRY(file.look(ring.get()));
  MINSYNC_ASSIGN(const auto content, walk(file, [](auto, auto) { return Status(); }));
  if (content.hash == hash) return settle(file.descriptor(), part, path_of(hash));
  ::unlink(part.c_str());
  return fail(FaultKind::integrity, "files.wrong_content", {hash_text(hash)});
}

Result<ContentFolder::Content> ContentFolder::take(const std::string& path, std::uint64_t most) const {
  ContentFile from(path, O_RDONLY | O_NONBLOCK);
  struct stat found{};
  if (!from || ::fstat(from.descriptor(), &found) != 0) {
    return fail(FaultKind::bad_input, "files.unreadable", {path, std::strerror(errno)});
  }
  if (!S_ISREG(found.st_mode)) return fail(FaultKind::bad_input, "files.no_file", {path});
  if (static_cast<std::uint64_t>(found.st_size) > most) {
    return fail(FaultKind::bad_input, "files.too_large", {path, std::to_string(most)});
  }
  MINSYNC_TRY(make());
  sweep();
  const Leftover copied{(fs::path(folder_) / (std::string(kTaken) + hex(random_bytes<8>()))).string()};
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder_));
  ContentFile to(copied.path, O_RDWR | O_CREAT | O_EXCL);
  if (!to) return disk_fault(copied.path);
  MINSYNC_TRY(to.look(ring.get()));
  Content content;
  MINSYNC_TRY(copy(from, path, to, copied.path, most, content));
  if (content.size == 0) return fail(FaultKind::bad_input, "files.empty", {path});
  if (!size_of(content.hash)) MINSYNC_TRY(settle(to.descriptor(), copied.path, path_of(content.hash)));
  return content;
}

Status ContentFolder::give(const ContentHash& hash, const std::string& path) const {
  struct stat found{};
  if (::lstat(path.c_str(), &found) == 0) return fail(FaultKind::bad_input, "files.exists", {path});
  const auto own = path_of(hash);
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder_));
  ContentFile from(own, O_RDONLY);
  if (!from) return fail(FaultKind::failed, "files.unreadable", {own, std::strerror(errno)});
  MINSYNC_TRY(from.look(ring.get()));
  const Leftover copied{path + "." + hex(random_bytes<4>()) + ".part"};
  ContentFile to(copied.path, O_RDWR | O_CREAT | O_EXCL);
  if (!to) return disk_fault(copied.path);
  Content content;
  MINSYNC_TRY(copy(from, own, to, copied.path, kMostFileBytes, content));
  if (content.hash != hash) return fail(FaultKind::integrity, "files.wrong_content", {hash_text(hash)});
  return settle(to.descriptor(), copied.path, path);
}

}  // namespace minsync
