#include "shared/cli/seal_words.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "shared/sealing/conversion.h"
#include "shared/sealing/key_files.h"

namespace minsync {
namespace {

std::string word_of(Language language, SlotKind kind) {
  switch (kind) {
    case SlotKind::machine:
      return say(language, "sealing.kind_machine");
    case SlotKind::passphrase:
      return say(language, "sealing.kind_passphrase");
    case SlotKind::key_file:
      return say(language, "sealing.kind_key_file");
    case SlotKind::recovery:
      break;
  }
  return say(language, "sealing.kind_recovery");
}

}  // namespace

std::string_view name_of(SlotKind kind) {
  switch (kind) {
    case SlotKind::machine:
      return "machine";
    case SlotKind::passphrase:
      return "passphrase";
    case SlotKind::key_file:
      return "key_file";
    case SlotKind::recovery:
      break;
  }
  return "recovery";
}

Result<SealState> seal_state(const std::string& folder, const std::string& database) {
  SealState state;
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(folder));
  const auto path = (std::filesystem::path(folder) / database).string();
  state.sealed = ring != nullptr && (is_sealed_database(path) || is_sealed_file(path));
  if (ring == nullptr) return state;
  state.old_keys = ring->has_old();
  state.opens_elsewhere = ring->opens_elsewhere();
  state.opened_by = ring->kinds();
  return state;
}

std::string say(Language language, const SealState& state) {
  if (!state.sealed) return say(language, "sealing.state_unsealed");
  std::string words;
  for (const auto kind : state.opened_by) {
    words += (words.empty() ? "" : say(language, "sealing.kinds_between")) + word_of(language, kind);
  }
  auto text = say(language, "sealing.state_sealed", {words});
  if (state.old_keys) text += say(language, "sealing.state_old_keys");
  if (!state.opens_elsewhere) text += say(language, "sealing.state_no_way_back");
  return text;
}

Result<std::vector<OwnerSecret>> next_secrets(const std::string& folder, const NamedSecrets& now,
                                              const NamedSecrets& next, bool machine) {
  MINSYNC_ASSIGN(auto named, read_secrets({next.passphrase_file, next.key_file, false}));
  if (!named.empty() || machine) return named;
  MINSYNC_ASSIGN(const auto ring, ring_of_folder(folder));
  if (ring == nullptr || ring->has(SlotKind::machine)) return named;
  MINSYNC_ASSIGN(named, read_secrets(now));
  // A recovery code is given like a passphrase and is none.
  std::erase_if(named, [&](const OwnerSecret& secret) {
    return !ring->has(secret.kind) || !KeyRing::open(ring->bytes(), {secret}) ||
           recovery_secret(secret.bytes).bytes.size() == 20;
  });
  if (named.empty()) return fail(FaultKind::usage, "sealing.name_the_next");
  return named;
}

nlohmann::json seal_json(const SealState& state) {
  auto kinds = nlohmann::json::array();
  for (const auto kind : state.opened_by) kinds.push_back(std::string(name_of(kind)));
  return {{"sealed", state.sealed},
          {"opened_by", std::move(kinds)},
          {"old_keys", state.old_keys},
          {"opens_elsewhere", state.opens_elsewhere}};
}

}  // namespace minsync
