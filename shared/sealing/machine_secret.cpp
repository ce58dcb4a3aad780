#include "shared/sealing/machine_secret.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shared/crypto/crypto.h"
#include "shared/crypto/key_file.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSize = 32;

fs::path state_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const auto state = variable("XDG_STATE_HOME"); state.starts_with('/')) return state;
  if (::geteuid() == 0) return "/var/lib";
  const auto home = variable("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".local" / "state";
}

std::string machine_id() {
  std::ifstream in("/etc/machine-id");
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

std::string machine_secret_path() {
  const auto folder = state_folder();
  return folder.empty() ? std::string() : (folder / "minsync" / "machine.secret").string();
}

Result<std::optional<OwnerSecret>> find_machine_secret() {
  const auto path = machine_secret_path();
  std::error_code error;
  if (path.empty() || !fs::exists(path, error)) return std::nullopt;
  MINSYNC_ASSIGN(auto bytes, read_key_file(path, kSize + 1));
  if (bytes.size() != kSize) return fail(FaultKind::integrity, "network.key_damaged", {path});
  return OwnerSecret{SlotKind::machine, std::move(bytes) + machine_id()};
}

Result<OwnerSecret> machine_secret() {
  MINSYNC_ASSIGN(auto found, find_machine_secret());
  if (found) return *std::move(found);
  const auto path = machine_secret_path();
  if (path.empty()) return fail(FaultKind::failed, "sealing.no_state_folder");
  std::error_code error;
  const auto folder = fs::path(path).parent_path();
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  const auto bytes = random_bytes<kSize>();
  const auto written = write_new_key_file(path, {bytes.begin(), bytes.end()});
  // Another process may have been first; then its secret is the one.
  MINSYNC_ASSIGN(found, find_machine_secret());
  if (found) return *std::move(found);
  return written ? fail(FaultKind::failed, "network.key_unreadable", {path, std::string()}) : fail(written.error());
}

}  // namespace minsync
