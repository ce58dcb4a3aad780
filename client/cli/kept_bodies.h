// A transport that also writes what it sends and gets into files, for people who want to see what travels (`minsync
// inspect` reads them).
#pragma once

#include <filesystem>
#include <memory>

#include "client/transport/transport.h"

namespace minsync {

// Files 0001-request.bin, 0001-answer.bin, … in `folder`, which is made, for their owner alone. A body that cannot be
// written is a fault before it is sent.
Result<std::unique_ptr<Transport>> keep_bodies(std::unique_ptr<Transport> transport,
                                               const std::filesystem::path& folder);

}  // namespace minsync
