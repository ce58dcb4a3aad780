#include "shared/sealing/key_files.h"

#include <filesystem>

#include "shared/crypto/key_file.h"
#include "shared/sealing/folder_keys.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "minsync sealed file 1\n";
constexpr std::size_t kMostBytes = std::size_t{16} << 10;

// Bound to its name and not to its folder, which may be moved.
std::string purpose_of(const std::string& path) {
  return "minsync file " + fs::path(path).filename().string();
}

Result<std::string> unsealed_bytes(const std::string& path) {
  MINSYNC_ASSIGN(auto bytes, read_key_file(path, kMostBytes));
  if (!bytes.starts_with(kMagic)) return bytes;
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  if (ring == nullptr) return fail(FaultKind::not_allowed, "sealing.no_ring", {path, kRingFile});
  auto opened = ring->open_piece(std::string_view(bytes).substr(kMagic.size()), purpose_of(path));
  if (!opened) return fail(FaultKind::integrity, "sealing.altered", {path});
  return opened;
}

std::string sealed_bytes(const KeyRing& ring, std::string_view bytes, const std::string& path) {
  return std::string(kMagic) + ring.seal(bytes, purpose_of(path));
}

}  // namespace

Result<PrivateKey> read_private_key(const std::string& path) {
  MINSYNC_ASSIGN(const auto pem, unsealed_bytes(path));
  return PrivateKey::from_pem(pem, path);
}

Status write_private_key(const PrivateKey& key, const std::string& path) {
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  return ring == nullptr ? key.write_pem(path) : write_new_key_file(path, sealed_bytes(*ring, key.pem(), path));
}

Status replace_private_key(const PrivateKey& key, const std::string& path) {
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  return replace_key_file(path, ring == nullptr ? key.pem() : sealed_bytes(*ring, key.pem(), path));
}

Status seal_private_key(const std::string& path) {
  MINSYNC_ASSIGN(const auto pem, unsealed_bytes(path));
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  if (ring == nullptr) return fail(FaultKind::not_allowed, "sealing.no_ring", {path, kRingFile});
  return replace_key_file(path, sealed_bytes(*ring, pem, path));
}

Result<std::string> read_secret_file(const std::string& path) {
  return unsealed_bytes(path);
}

Status write_secret_file(const std::string& path, std::string_view bytes) {
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  return write_new_key_file(path, ring == nullptr ? std::string(bytes) : sealed_bytes(*ring, bytes, path));
}

bool is_sealed_file(const std::string& path) {
  const auto bytes = read_key_file(path, kMostBytes);
  return bytes && bytes->starts_with(kMagic);
}

}  // namespace minsync
