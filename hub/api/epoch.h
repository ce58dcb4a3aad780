// The hub's history. One that was restored from a backup, a copied file or a snapshot has gone back in time; its
// devices know of things that it does not. Then a new epoch begins, and they send what it lost.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

Result<std::uint16_t> epoch_of(HubStore& store);

// Whether the device knows of a version, a receipt or an epoch that this hub does not, or of an answer that this hub
// does not remember (`answer_forgotten`; of another epoch it says nothing).
Result<bool> went_back(HubStore& store, const SyncRequest& request, bool answer_forgotten = false);

// A cursor of this hub's own history: its chain hash is in the journal.
Result<bool> is_known(HubStore& store, const Cursor& cursor);
// The chain's first 8 bytes at this version.
Result<std::array<std::uint8_t, 8>> chain_at(HubStore& store, PartitionId partition, Version version);

// The one after this hub's own and `known_elsewhere`. From then on a recovery is open, until the administrator closes
// it.
Status begin_next_epoch(HubStore& store, std::uint16_t known_elsewhere, std::int64_t now_ms);

}  // namespace minsync
