// What a client remembers of bundles: its own that it gave out, and those of its townships that it brings to the hub.
#pragma once

#include "client/store/client_store.h"
#include "shared/crypto/sealed_bundle.h"

namespace minsync {

// All in the caller's transaction.

// Answers to a bundle are for the data that made it and for copies made later: others may have other edits under the
// same numbers.
Status note_bundle(ClientStore& store, BundleMark mark, std::int64_t made_ms);
Result<bool> made_bundle(ClientStore& store, BundleMark mark);

// A township's bundle on its way through this county's computer.
struct ShelvedBundle {
  DeviceId device;
  BundleMark mark;
  std::uint32_t parts = 0, sent = 0;
  std::int64_t imported_ms = 0;
  RelayedAnswer answer;  // of all parts sent so far together; `reason` ends it
};
// False where it is here already and the hub has not refused it.
Result<bool> shelve(ClientStore& store, const OpenBundle& bundle, std::int64_t now_ms);
Result<std::vector<ShelvedBundle>> shelved(ClientStore& store);  // newest first
Result<bool> anything_to_relay(ClientStore& store);
Result<std::optional<RelayedPart>> next_relayed(ClientStore& store);
Status store_relayed(ClientStore& store, const RelayedAnswer& answer);

}  // namespace minsync
