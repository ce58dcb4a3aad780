// The simulator's own test: mistakes planted in the product, each of which it must find.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync_protocol/planted_bug.h"

namespace minsync::simulation {

struct NamedBug {
  PlantedBug bug;
  const char* name;
};
const std::vector<NamedBug>& planted_bugs();
std::optional<PlantedBug> find_bug(const std::string& name);

// Plays up to `most` seeds with each; prints after how many it was found. True if all were.
bool find_planted_bugs(std::uint64_t most, int jobs);

}  // namespace minsync::simulation
