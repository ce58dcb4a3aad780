// This machine's time, which may be wrong.
#pragma once

#include <cstdint>

namespace minsync {

// Unix time in milliseconds.
std::uint64_t wall_clock_ms();

}  // namespace minsync
