// A bundle from a stick taken in, whichever kind it is.
#pragma once

#include <string>

#include "client/sync/down_bundle.h"

namespace minsync {

struct TakenBundle {
  bool down = false;    // the hub's answers, stored
  StoredBundle stored;  // of a bundle down
  // Of a township's bundle up, which waits here for this county's next syncs.
  DeviceId device;
  std::size_t parts = 0;
  bool fresh = false;  // false: it was here already
};

// `name`: what messages call the file. Faults: bad_input (no bundle, or this computer's own), not_allowed (for another
// device, or no county), integrity.
Result<TakenBundle> take_bundle(ClientStore& store, std::string_view file, const std::string& name,
                                std::uint64_t now_ms);

}  // namespace minsync
