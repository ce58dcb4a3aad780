// The line to the hub that this device was enrolled at, by the address that the settings name instead, if any.
#pragma once

#include "client/cli/context.h"
#include "client/transport/transport.h"

namespace minsync {

Result<std::unique_ptr<Transport>> open_line(Context& context, const ClientStore& store);

// "842 B", "1.2 MB".
std::string size_text(std::uint64_t bytes);

}  // namespace minsync
