// On the disk: "minsync file", 4 bytes naming the key, 16 random bytes from which the file's own key follows, then the
// content under AES-256-CTR. Whether it is right its hash says, which is its name and stands in the sealed database.
#include "shared/sealing/content_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "shared/crypto/crypto.h"
#include "shared/crypto/key_file.h"
#include "shared/sealing/folder_keys.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "minsync file";
constexpr std::size_t kSaltSize = 16, kHeading = kMagic.size() + sizeof(KeyId) + kSaltSize;
constexpr std::size_t kPart = std::size_t{256} << 10;

bool write_at(int descriptor, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

Result<std::string> read_at(int descriptor, const std::string& path, std::uint64_t offset, std::size_t limit) {
  std::string bytes(limit, '\0');
  std::size_t size = 0;
  while (size < limit) {
    const ssize_t got = ::pread(descriptor, bytes.data() + size, limit - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(FaultKind::failed, "files.unreadable", {path, std::strerror(errno)});
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

Bytes octets_of(std::string& bytes) {
  return {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

KeyId key_in(std::string_view heading) {
  KeyId id;
  std::ranges::transform(heading.substr(kMagic.size(), id.size()), id.begin(),
                         [](char c) { return static_cast<std::uint8_t>(c); });
  return id;
}

std::string_view salt_in(std::string_view heading) {
  return heading.substr(kHeading - kSaltSize);
}

tl::unexpected<Fault> disk_fault(const std::string& path) {
  return fail(FaultKind::failed, "common.disk", {path + ": " + std::strerror(errno)});
}

Status copy_sealed(ContentFile& from, const std::string& path, const KeyRing& ring) {
  ContentFile to(path, O_RDWR | O_CREAT | O_TRUNC);
  if (!to) return disk_fault(path);
  MINSYNC_TRY(to.look(&ring));
  for (std::uint64_t at = 0; at < from.size();) {
    MINSYNC_ASSIGN(const auto bytes, from.read(at, kPart));
    if (bytes.empty()) break;
    if (!to.write(bytes, at)) return disk_fault(path);
    at += bytes.size();
  }
  return {};
}

Status seal_content(const std::string& path, const KeyRing& ring) {
  ContentFile file(path, O_RDWR);
  if (!file) return fail(FaultKind::failed, "files.unreadable", {path, std::strerror(errno)});
  MINSYNC_TRY(file.look(&ring));
  if (file.size() == 0 || file.is_newest(ring)) return {};
  const auto copy = path + ".sealing";
  MINSYNC_TRY(copy_sealed(file, copy, ring));
  MINSYNC_TRY(put_in_place(copy, path));
  overwrite_file(file.descriptor());
  return {};
}

}  // namespace

ContentFile::ContentFile(const std::string& path, int flags)
    : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}

ContentFile::~ContentFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status ContentFile::look(const KeyRing* ring) {
  struct stat about{};
  if (::fstat(descriptor_, &about) != 0) {
    return fail(FaultKind::failed, "files.unreadable", {path_, std::strerror(errno)});
  }
  size_ = static_cast<std::uint64_t>(about.st_size);
  if (ring == nullptr) return {};
  MINSYNC_ASSIGN(auto heading, read_at(descriptor_, path_, 0, kHeading));
  // A power loss may leave a part of a heading; nothing was acknowledged then.
  const auto most = std::min(heading.size(), kMagic.size());
  if (heading.size() < kHeading && std::string_view(heading).substr(0, most) == kMagic.substr(0, most)) {
    size_ = 0;
    prepare(*ring);
    return {};
  }
  // Put there before the folder was sealed; `seal on` has not come to it.
  if (!heading.starts_with(kMagic)) return {};
  const auto key = ring->content_key(key_in(heading), salt_in(heading));
  if (!key) return fail(FaultKind::integrity, "sealing.altered", {path_});
  cipher_.emplace(*key);
  heading_ = std::move(heading);
  written_ = true;
  size_ -= kHeading;
  return {};
}

void ContentFile::prepare(const KeyRing& ring) {
  const auto id = ring.content_key_id();
  const auto salt = random_bytes<kSaltSize>();
  heading_ = std::string(kMagic) + std::string(id.begin(), id.end()) + std::string(salt.begin(), salt.end());
  cipher_.emplace(ring.content_key(id, salt_in(heading_)).value());
}

bool ContentFile::is_newest(const KeyRing& ring) const {
  return !heading_.empty() && key_in(heading_) == ring.content_key_id();
}

bool ContentFile::write(std::string_view bytes, std::uint64_t offset) {
  if (!cipher_) return write_at(descriptor_, bytes, offset);
  if (!written_ && !write_at(descriptor_, heading_, 0)) return false;
  written_ = true;
  std::string sealed(bytes);
  cipher_->apply(octets_of(sealed), offset);
  return write_at(descriptor_, sealed, kHeading + offset);
}

bool ContentFile::cut(std::uint64_t size) {
  // An empty file gets a heading, and so a key, of its own when it is written to again.
  const auto keep = heading_.empty() || size == 0 ? size : size + kHeading;
  return ::ftruncate(descriptor_, static_cast<off_t>(keep)) == 0;
}

Result<std::string> ContentFile::read(std::uint64_t offset, std::size_t limit) {
  MINSYNC_ASSIGN(auto bytes, read_at(descriptor_, path_, offset + heading_.size(), limit));
  if (cipher_) cipher_->apply(octets_of(bytes), offset);
  return bytes;
}

Result<std::shared_ptr<const KeyRing>> ring_of_content(const std::string& folder) {
  return ring_of_folder(fs::path(folder).parent_path().string());
}

std::uint64_t content_size(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return 0;
  const auto ring = ring_of_content(fs::path(path).parent_path().string());
  if (!ring) return 0;
  ContentFile file(path, O_RDONLY);
  return file && file.look(ring->get()) ? file.size() : 0;
}

Status seal_contents(const std::string& folder) {
  MINSYNC_ASSIGN(const auto ring, ring_of_content(folder));
  std::error_code error;
  if (ring == nullptr || !fs::exists(folder, error)) return {};
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && entry.path().extension() != ".sealing") paths.push_back(entry.path().string());
  }
  for (const auto& path : paths) MINSYNC_TRY(seal_content(path, *ring));
  return {};
}

}  // namespace minsync
