// The journal played again: everything that follows from it, made anew in another store. Records, feed, received
// ranges, forks, what waits, and receipts but for their serials, which number a device's receipts of all partitions in
// the order of their writing. Devices, their lives, codes and settings are not in the journal. Forms and org units are
// taken as they are today.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/ingest/ingest.h"

namespace minsync {

struct Replayed {
  std::uint64_t partitions = 0, entries = 0, merged = 0;
};

// Inside a read snapshot of `live`. `into` is empty (scratch_hub_store), or a copy of an earlier moment of the same
// history: then what came after it is played. `context` needs no clock. FaultKind::integrity where the chain or an
// entry does not verify, where a record is not what a verdict found, and where `into` is of another history.
Result<Replayed> replay_journal(HubStore& live, HubStore& into, const IngestContext& context);

// What is not the same in two stores that should be: `kind` is record, feed, received, fork, receipt or waiting.
struct Difference {
  std::string kind, key;
  std::string text;  // what is different: "only here" is said of what the live store has alone
  friend bool operator==(const Difference&, const Difference&) = default;
};
// At most `limit`, in the order above.
Result<std::vector<Difference>> differences(HubStore& live, HubStore& rebuilt, const FormCatalogue& forms,
                                            std::size_t limit);

}  // namespace minsync
