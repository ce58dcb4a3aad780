// Many stories, in several processes: one that ends its process is a failure like any other.
#pragma once

#include <vector>

#include "tests/simulation/play.h"

namespace minsync::simulation {

struct Failure {
  std::uint64_t seed = 0;
  Violation violation;
};

struct Seeds {
  std::uint64_t from = 1, count = 1;
  int jobs = 1;
  std::uint64_t seconds = 0;   // begin no new seed after this long; 0: no limit
  std::uint64_t at_least = 0;  // but play these in any case
  bool stop_at_first = false;
  Story story;  // what all have in common
};

struct Tally {
  std::uint64_t seeds = 0, twice = 0, virtual_ms = 0;
  double seconds = 0;
  Counts counts;
  std::vector<Failure> failures;
};

// Every hundredth seed is played twice; the two traces must be the same.
Tally play_seeds(const Seeds& seeds);

// One story in a process of its own; "" if all laws hold.
Violation play_apart(const Story& story);

std::string summary_of(const Tally& tally);

}  // namespace minsync::simulation
