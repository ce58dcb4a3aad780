#include "client/users/session_file.h"

#include <filesystem>

#include "shared/crypto/crypto.h"
#include "shared/files/whole_file.h"
#include "shared/sealing/machine_secret.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 256;

Result<fs::path> path_for(const std::string& folder) {
  const auto secret = machine_secret_path();
  if (secret.empty()) return fail(FaultKind::failed, "clerks.no_place_for_session");
  std::error_code error;
  const auto whole = fs::weakly_canonical(folder, error).string();
  return fs::path(secret).parent_path() / "sessions" / hex(sha256(error ? folder : whole));
}

}  // namespace

Result<std::string> read_session_file(const std::string& folder) {
  const auto path = path_for(folder);
  std::error_code error;
  if (!path || !fs::exists(*path, error)) return std::string();
  return read_whole(*path, kMostBytes);
}

Status write_session_file(const std::string& folder, const std::string& token) {
  MINSYNC_ASSIGN(const auto path, path_for(folder));
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  fs::permissions(path.parent_path(), fs::perms::owner_all, error);
  return write_whole(path, token);
}

Status remove_session_file(const std::string& folder) {
  const auto path = path_for(folder);
  std::error_code error;
  if (path) fs::remove(*path, error);
  if (error) return fail(FaultKind::failed, "common.cannot_write", {path->string(), error.message()});
  return {};
}

}  // namespace minsync
