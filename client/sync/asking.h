// What a request says, whether it goes by line or on a stick.
#pragma once

#include <span>

#include "client/store/client_store.h"
#include "sync_protocol/bundle.h"

namespace minsync {

// Who asks and from where on, without edits. Its number is durable when this returns: it must never be used twice.
Result<SyncRequest> next_request(ClientStore& store, std::uint64_t now_ms, std::size_t answer_bytes);

// Edits of one group (ClientStore::to_send) as a signed batch, with the proof of what a hub that lost them had said.
// They are as before when it returns.
Result<BundlePart> pack(ClientStore& store, const PrivateKey& key, std::span<OutboxEntry> entries);

}  // namespace minsync
