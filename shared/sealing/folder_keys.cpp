#include "shared/sealing/folder_keys.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

#include "shared/crypto/key_file.h"
#include "shared/sealing/machine_secret.h"

namespace minsync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestPassphrase = 1024, kLongestKeyFile = std::size_t{64} << 10;
constexpr std::size_t kShortestPassphrase = 8, kShortestKeyFile = 16;

struct Known {
  std::mutex mutex;  // guards all below
  std::vector<OwnerSecret> secrets;
  std::map<std::string, std::shared_ptr<const KeyRing>> folders;  // by path
  std::map<std::string, std::shared_ptr<const KeyRing>> rings;    // by their bytes
};

Known& known() {
  static Known everything;
  return everything;
}

std::string name_of(const std::string& folder) {
  std::error_code error;
  auto name = fs::absolute(folder.empty() ? "." : folder, error).lexically_normal().string();
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  return name;
}

Result<OwnerSecret> passphrase_of(std::string text, const std::string& where) {
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  if (text.size() < kShortestPassphrase) return fail(FaultKind::bad_input, "sealing.short_passphrase", {where});
  return OwnerSecret{SlotKind::passphrase, std::move(text)};
}

std::shared_ptr<const KeyRing> find_known(std::map<std::string, std::shared_ptr<const KeyRing>> Known::* map,
                                          const std::string& name) {
  const std::lock_guard guard(known().mutex);
  const auto found = (known().*map).find(name);
  return found == (known().*map).end() ? nullptr : found->second;
}

// Not a file: SQLite's memory, or a nameless one.
bool is_no_file(const std::string& path) {
  return path.empty() || path.starts_with(':');
}

}  // namespace

Result<std::vector<OwnerSecret>> read_secrets(const NamedSecrets& named) {
  std::vector<OwnerSecret> secrets;
  if (!named.passphrase_file.empty()) {
    MINSYNC_ASSIGN(auto text, read_key_file(named.passphrase_file, kLongestPassphrase));
    MINSYNC_ASSIGN(auto secret, passphrase_of(std::move(text), named.passphrase_file));
    secrets.push_back(std::move(secret));
  } else if (const char* text = std::getenv("MINSYNC_PASSPHRASE");
             named.environment && text != nullptr && *text != '\0') {
    MINSYNC_ASSIGN(auto secret, passphrase_of(text, "MINSYNC_PASSPHRASE"));
    secrets.push_back(std::move(secret));
  }
  if (!named.key_file.empty()) {
    MINSYNC_ASSIGN(auto bytes, read_key_file(named.key_file, kLongestKeyFile));
    if (bytes.size() < kShortestKeyFile) return fail(FaultKind::bad_input, "sealing.short_key_file", {named.key_file});
    secrets.push_back({SlotKind::key_file, std::move(bytes)});
  }
  return secrets;
}

void use_secrets(std::vector<OwnerSecret> secrets) {
  const std::lock_guard guard(known().mutex);
  known().secrets = std::move(secrets);
}

Result<std::shared_ptr<const KeyRing>> open_ring(std::string_view bytes) {
  const std::string name(bytes);
  if (auto ring = find_known(&Known::rings, name)) return ring;
  std::vector<OwnerSecret> secrets;
  {
    const std::lock_guard guard(known().mutex);
    secrets = known().secrets;
  }
  const bool asked = !secrets.empty();
  if (auto machine = find_machine_secret(); machine && *machine) secrets.push_back(**std::move(machine));
  auto opened = KeyRing::open(bytes, secrets);
  if (!opened) {
    auto fault = std::move(opened).error();
    // Of a secret that nobody was asked for only this can be said: something else is needed.
    if (!asked && fault.id == "sealing.wrong_secret") fault.id = "sealing.locked";
    return fail(std::move(fault));
  }
  auto ring = std::make_shared<const KeyRing>(*std::move(opened));
  const std::lock_guard guard(known().mutex);
  known().rings[name] = ring;
  return ring;
}

Result<std::shared_ptr<const KeyRing>> ring_of_folder(const std::string& folder) {
  const auto name = name_of(folder);
  if (auto ring = find_known(&Known::folders, name)) return ring;
  const auto path = (fs::path(name) / kRingFile).string();
  std::error_code error;
  if (!fs::exists(path, error)) return nullptr;
  MINSYNC_ASSIGN(const auto bytes, read_key_file(path, KeyRing::kMostBytes + 1));
  auto ring = open_ring(bytes);
  if (!ring) {
    auto fault = std::move(ring).error();
    fault.args = {path};
    return fail(std::move(fault));
  }
  remember_ring(folder, *ring);
  return *ring;
}

Status write_ring(const std::string& folder, const KeyRing& ring) {
  MINSYNC_TRY(replace_key_file((fs::path(folder) / kRingFile).string(), ring.bytes()));
  remember_ring(folder, std::make_shared<const KeyRing>(ring));
  return {};
}

void remember_ring(const std::string& folder, std::shared_ptr<const KeyRing> ring) {
  const std::lock_guard guard(known().mutex);
  if (ring == nullptr) {
    known().folders.erase(name_of(folder));
  } else {
    known().folders[name_of(folder)] = std::move(ring);
  }
}

Result<std::optional<FileSeal>> seal_of(const std::string& path) {
  if (is_no_file(path)) return std::nullopt;
  std::error_code error;
  const auto bytes = fs::exists(path, error) ? beginning_of(path, KeyRing::kMostBytes) : std::string();
  if (KeyRing::looks_like_one(bytes)) {
    auto ring = open_ring(bytes);
    if (!ring) {
      auto fault = std::move(ring).error();
      fault.args = {path};
      return fail(std::move(fault));
    }
    return FileSeal{*ring, {(*ring)->data_keys(), KeyRing::kMostBytes}};
  }
  MINSYNC_ASSIGN(auto ring, ring_of_folder(fs::path(path).parent_path().string()));
  if (ring == nullptr) return std::nullopt;
  auto keys = ring->data_keys();
  return FileSeal{std::move(ring), {std::move(keys), 0}};
}

Status begin_sealed_file(const std::string& path, const KeyRing& ring) {
  auto bytes = ring.for_another_file().bytes();
  bytes.resize(KeyRing::kMostBytes);
  return replace_key_file(path, bytes);
}

Status seal_restored_folder(const std::string& folder, const KeyRing& backup) {
  auto ring = backup.for_another_file();
  if (ring.has(SlotKind::machine)) {
    MINSYNC_ASSIGN(const auto machine, machine_secret());
    MINSYNC_TRY(ring.let_in(machine));
  }
  return write_ring(folder, ring);
}

Result<std::string> let_in_all(KeyRing& ring, const std::vector<OwnerSecret>& own) {
  for (const auto& secret : own) MINSYNC_TRY(ring.let_in(secret));
  if (!own.empty()) return std::string();
  MINSYNC_ASSIGN(const auto machine, machine_secret());
  MINSYNC_TRY(ring.let_in(machine));
  auto code = new_recovery_code();
  MINSYNC_TRY(ring.let_in(recovery_secret(code)));
  return code;
}

Result<std::string> seal_new_folder(const std::string& folder, const std::vector<OwnerSecret>& own) {
  // A first try may have left a ring and what is sealed with it.
  MINSYNC_ASSIGN(const auto present, ring_of_folder(folder));
  auto ring = present ? *present : KeyRing::make();
  for (const auto kind : ring.kinds()) ring.shut_out(kind);
  MINSYNC_ASSIGN(auto code, let_in_all(ring, own));
  MINSYNC_TRY(write_ring(folder, ring));
  return code;
}

}  // namespace minsync
