// How many points a test tries: bounded in every run, as many as MINSYNC_CRASH_POINTS says in a soak.
#pragma once

#include <cstdint>

namespace minsync {

// MINSYNC_CRASH_SEALED in the environment: the stores are sealed.
bool sealing_on();

// For a test that tries `usual` points otherwise, where "all" would be `all`.
std::uint64_t points_to_try(std::uint64_t usual, std::uint64_t all);

struct Point {
  std::uint64_t at = 1;    // from 1 to the number there are
  std::uint64_t seed = 0;  // another one each time
};
// The `index`-th of `count` points spread evenly over `all`; if there are more points than that, over and over.
Point point(std::uint64_t index, std::uint64_t count, std::uint64_t all);

}  // namespace minsync
