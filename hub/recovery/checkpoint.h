// Where all journals of a hub stood at one moment, signed by it: whoever holds one can tell later whether a hub still
// has the same past. Every backup bears one. DESIGN.md has the bytes.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

struct Checkpoint {
  DeviceId hub;
  std::uint16_t epoch = 0;
  std::int64_t at_ms = 0;
  std::vector<Partition> partitions;  // ascending
};

// Of a store that nobody changes meanwhile: a copy, or within a read snapshot.
Result<Checkpoint> checkpoint_of(HubStore& store, std::int64_t now_ms);

std::string sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key);
// FaultKind::integrity "hub.checkpoint_damaged" unless it is signed by `key`.
Result<Checkpoint> read_checkpoint(std::string_view bytes, const PublicKey& key);

// Whether the store holds exactly this: integrity "hub.checkpoint_differs" with the partition if not.
Status check_against(HubStore& store, const Checkpoint& checkpoint);

}  // namespace minsync
