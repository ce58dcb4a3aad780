// What this user has on this machine and nowhere else: a random file outside of any data folder, mixed with the
// machine's id, so that a copy of a home folder opens nothing elsewhere.
#pragma once

#include <optional>

#include "shared/sealing/key_ring.h"

namespace minsync {

// Where it stands: $XDG_STATE_HOME, /var/lib for root, ~/.local/state. Empty if there is no such place.
std::string machine_secret_path();
// Nothing if there is none yet.
Result<std::optional<OwnerSecret>> find_machine_secret();
// Makes it the first time.
Result<OwnerSecret> machine_secret();

}  // namespace minsync
