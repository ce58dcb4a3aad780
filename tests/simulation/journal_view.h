// The hub's journal as the laws look at it: every arrival, and every merged edit with its origin, read entry by entry
// without the hub's own readers.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "tests/simulation/world.h"

namespace minsync::simulation {

struct MergedInJournal {
  Edit edit;      // by the names it has at the hub
  Origin origin;  // as journaled
  std::int64_t at_ms = 0;
};

// What became of one edit that arrived, by the names it came with.
struct Arrived {
  PartitionId partition;
  Version received;  // of its arrival
  int times = 0;     // not counting repetitions
  Verdict::Kind kind = Verdict::Kind::waiting;
  Version version;  // of its merging
  bool fork = false;
  bool was_held = false;
};

struct JournalView {
  std::map<EditKey, Arrived> arrived;
  std::map<RecordId, std::vector<MergedInJournal>> merged;  // ascending by version
  std::map<RecordId, PartitionId> partition_of;
};

// Fails by a law: the chain, an entry that cannot be read, an edit merged twice.
std::optional<Violation> read_journal(World& world, JournalView& view);

}  // namespace minsync::simulation
