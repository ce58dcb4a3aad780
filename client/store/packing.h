// Edits on their way into a batch: from the outbox's rows as they stand, without reading what they say.
#pragma once

#include "client/store/client_store.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

// Which edits stand in a batch.
struct BatchedEdits {
  SendGroup group;
  EditId first, last;
  EditDigest last_digest{};
  std::size_t count = 0;
};

struct PackedEdits {
  BatchedEdits edits;
  std::string batch;  // as encode_batch writes it, not signed
  // Those that a hub had receipted, in another epoch.
  struct Known {
    EditId id;
    Version version;
    bool was_refused = false;
  };
  std::vector<Known> known;
};

// Of the group's edits that are to be sent those behind `after`, at most `limit`; nothing where there are none.
Result<std::optional<PackedEdits>> pack_after(ClientStore& store, const SendGroup& group, Sequence after,
                                              std::size_t limit, int compression_level = kCompressionLevel);

}  // namespace minsync
