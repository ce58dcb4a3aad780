// A bundle up: all unsent edits and what the hub needs to answer, for a USB stick.
#pragma once

#include "client/store/client_store.h"

namespace minsync {

struct MadeBundle {
  std::string file;                   // signed by this device, sealed for the hub and its county
  std::uint64_t edits = 0, left = 0;  // in it; not in it, for a later one
};

// The edits stay unsent until their receipts come, by line or in a bundle down; so the next bundle holds them again.
// What it needs to be answered is durable when this returns.
Result<MadeBundle> make_bundle(ClientStore& store, const PrivateKey& key, std::uint64_t now_ms);

}  // namespace minsync
