// What devices told last of how far they are: where a bundle down begins. PROTOCOL.md, "Bundles".
#pragma once

#include "hub/storage/hub_store.h"
#include "sync_protocol/bundle.h"

namespace minsync {

struct Told {
  SyncRequest asking;  // without edits
  BundleMark mark;     // of the bundle up that told it; 0: by line
  // Of the edits in that bundle: what the bundle down has to say of them.
  std::vector<ReceiptRange> received;
  // Edits that were here already and whose receipts the device may not have, whatever its receipt cursor says.
  std::vector<std::pair<EditId, EditDigest>> repeated;
  std::vector<BatchDigest> unread;
  bool copied = false;
};

// Inside the write transaction. What is older than what the same life told already changes nothing.
Status remember_told(HubStore& store, const SyncRequest& request);
// Of one part of a bundle; further parts of it add to what is there.
Status remember_told(HubStore& store, const Told& part);

// The newest; nothing if the device never told anything.
Result<std::optional<Told>> newest_told(HubStore& store, DeviceId device);

}  // namespace minsync
