#include "hub/admin/session_file.h"

#include <cstdlib>
#include <filesystem>

#include "shared/crypto/crypto.h"
#include "shared/crypto/key_file.h"
#include "shared/sealing/machine_secret.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTokenSize = 64;

fs::path path_for(const std::string& hub_folder) {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  const bool given = runtime != nullptr && *runtime == '/';
  const auto folder = given ? fs::path(runtime) / "minsync" : fs::path(machine_secret_path()).parent_path();
  if (folder.empty()) return {};
  std::error_code error;
  const auto hub = fs::weakly_canonical(hub_folder, error);
  return folder / ("session-" + hex(sha256(error ? hub_folder : hub.string())).substr(0, 16));
}

}  // namespace

Result<std::string> read_session(const std::string& hub_folder) {
  const auto path = path_for(hub_folder);
  std::error_code error;
  if (path.empty() || !fs::exists(path, error)) return std::string();
  MINSYNC_ASSIGN(auto token, read_key_file(path.string(), kTokenSize + 1));
  return token.size() == kTokenSize ? token : std::string();
}

Status write_session(const std::string& hub_folder, const std::string& token) {
  const auto path = path_for(hub_folder);
  if (path.empty()) return fail(FaultKind::failed, "users.session_unwritten", {"XDG_RUNTIME_DIR"});
  std::error_code error;
  if (fs::create_directories(path.parent_path(), error)) {
    fs::permissions(path.parent_path(), fs::perms::owner_all, error);
  }
  if (replace_key_file(path.string(), token)) return {};
  return fail(FaultKind::failed, "users.session_unwritten", {path.string()});
}

void forget_session(const std::string& hub_folder) {
  std::error_code error;
  if (const auto path = path_for(hub_folder); !path.empty()) fs::remove(path, error);
}

}  // namespace minsync
