// Random histories of four offices and a hub, with what each author really had on the screen written down as sets of
// edits: the merge is told bases, the oracle is told these sets.
#pragma once

#include <map>
#include <random>

#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {

using Bits = std::uint64_t;  // a set of edits, by their place in History::written
inline constexpr std::size_t kMaxWritten = 48;

struct Written {
  Edit edit;
  std::map<GroupNumber, Bits> cover;  // what was displayed in each group that the edit names; refused ones left out
  std::map<GroupNumber, Bits> own;    // of these, the own edits that the hub had not shown yet
  bool merged = false;
  Origin origin;
};

struct History {
  std::vector<GroupRule> rules;
  std::vector<Written> written;
  std::vector<std::size_t> arrived;  // the merged ones, in their order
  RecordState record;                // at the end, at the hub

  // The edits that set a value in the group, as opposed to removals.
  Bits writers_of(GroupNumber group) const;
};

// One group for each policy, and a group of three fields under review.
std::vector<GroupRule> all_rules();

// Plays a history; checks on the way, with gtest's expectations, that no head vanishes without being covered or named,
// that clean edits replay to the hub's state, that heads are bounded, and that all replicas are equal at the end.
History play_history(std::uint64_t seed);

// A random order of the merged edits in which each comes after everything that it covers or decides.
std::vector<std::size_t> causal_order(const History& history, std::mt19937_64& random);

}  // namespace minsync
