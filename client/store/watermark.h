// What of this office's edits is in a verified backup of the hub, as its answers say.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

struct BackedUp {
  std::int64_t received = 0;  // own edits that the hub merged
  std::int64_t safe = 0;      // of these, in a verified backup
};

// In the caller's write transaction.
Status note_backed_up(ClientStore& store, const PartitionChanges& changes);
Result<BackedUp> backed_up(ClientStore& store);

}  // namespace minsync
