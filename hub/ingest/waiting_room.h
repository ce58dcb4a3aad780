// Edits that could not be merged when they came: what they stand on was not here, or their names had to be told apart.
#pragma once

#include "hub/ingest/arrival.h"

namespace minsync {

// Those of the batch's device, and those on records to which something was found again, as far as they can be merged
// now. Called when the batch's own entry is closed.
Status release_waiting(Ingest& ingest);

// Judges an edit that was kept back and gives it its version, in an entry of its own; neither if its verdict is still
// `kept_as`. Nothing is returned while what it stands on is not here and not `given_up`.
Result<std::optional<Verdict::Kind>> ingest_alone(Ingest& ingest, const WaitingEdit& kept, Verdict::Kind kept_as,
                                                  bool given_up = false);

// A recovery (恢复期): the hub went back in time, and its devices may still send what it lost. Since when, in ms; 0 if
// none is open. Another loss meanwhile begins it anew: what devices sent before may be lost again.
Result<std::int64_t> recovery_since(HubStore& store);
Result<bool> in_recovery(HubStore& store);
Status open_recovery(HubStore& store, std::int64_t now_ms);

struct Closed {
  std::uint64_t merged = 0, refused = 0, waiting = 0;  // of what waited; what is held counts for nothing
};
// All that waits, as far as it can be merged now; in the caller's write transaction.
Status retry_waiting(HubStore& store, const IngestContext& context);

// The administrator's word that all devices which can have sent what the hub lost: what waits for that is judged by
// what is there. What stands on own edits that exist nowhere goes on waiting. In the caller's write transaction.
Result<Closed> close_recovery(HubStore& store, const IngestContext& context);

// The administrator's word that the own edits which edits of `device` wait for exist nowhere (a stick that is lost, a
// disk that broke): what waits for them is judged as if they had never been made, in the order of its numbers
// (MERGE.md, 39). In the caller's write transaction. Fault: a recovery is open, in which they may come.
Result<Closed> give_up_bases(HubStore& store, const IngestContext& context, DeviceId device);
// Those of `waiting` (all_waiting) that wait for an own edit which is not here.
Result<std::vector<WaitingEdit>> without_base(HubStore& store, const std::vector<WaitingEdit>& waiting);

}  // namespace minsync
