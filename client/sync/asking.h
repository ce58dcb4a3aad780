// What a request says, whether it goes by line or on a stick.
#pragma once

#include "client/store/packing.h"
#include "sync_protocol/bundle.h"

namespace minsync {

// Who asks and from where on, without edits. Its number is durable when this returns: it must never be used twice.
Result<SyncRequest> next_request(ClientStore& store, std::uint64_t now_ms, std::size_t answer_bytes);

// A batch that is to be signed still, with the proof of what a hub that lost its edits had said of them.
Result<BundlePart> signed_part(ClientStore& store, const PrivateKey& key, PackedEdits packed);

}  // namespace minsync
