// All of this process's chance from a seed: what the programs take from OpenSSL (ids, incarnations, keys, the numbers
// inside signatures) is the same in every run. For the simulator only; nothing that it makes is a secret any more.
#pragma once

#include <cstdint>

namespace minsync {

// From now on, and again at each call. One thread only.
void seed_chance(std::uint64_t seed);

}  // namespace minsync
