// What a device that is told a partition anew has of it already, compared block by block.
#pragma once

#include <functional>

#include "hub/storage/hub_store.h"

namespace minsync {

// The feed of the device's scope above one version and up to another, ascending; nothing if it has more entries than
// a block can have.
using ReadFeed = std::function<Result<std::optional<std::vector<FeedEntry>>>(Version after, Version until)>;

// Whether the device's block from `after` to its end is what the hub has there.
Result<bool> is_same(HubStore& store, const FormCatalogue& forms, const KnownBlock& block, Version after,
                     const ReadFeed& read);

}  // namespace minsync
