// What both programs say of a folder's seal.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "shared/sealing/folder_keys.h"
#include "shared/text/text.h"

namespace minsync {

// "machine", "passphrase", "key_file", "recovery": for JSON.
std::string_view name_of(SlotKind kind);

// What stands on the disk. Faults: there are keys, and they do not open.
struct SealState {
  bool sealed = false;
  bool old_keys = false;  // a renewal was broken off
  bool opens_elsewhere = false;
  std::vector<SlotKind> opened_by;
};
Result<SealState> seal_state(const std::string& folder, const std::string& database);
std::string say(Language language, const SealState& state);

// What is to open a folder whose keys are renewed: what is named anew; else, unless `machine` is asked for, what opens
// it now and was given. Empty: this machine and a recovery code. Usage "sealing.name_the_next" if that is not known.
Result<std::vector<OwnerSecret>> next_secrets(const std::string& folder, const NamedSecrets& now,
                                              const NamedSecrets& next, bool machine);
nlohmann::json seal_json(const SealState& state);

}  // namespace minsync
