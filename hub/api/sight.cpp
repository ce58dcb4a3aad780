#include "hub/api/sight.h"

#include <algorithm>

namespace minsync {

// An earlier page may have told a stay that ended since, so every stay after `whole` counts, and one that left and came
// back is told whole.
Result<Sight> sight_of(HubStore& store, const Divisions& divisions, const Scope& scope, const FeedEntry& entry,
                       const StoredRecord& record, Version whole) {
  const Place now = entry.left ? place_of(divisions, record.state.unit) : Place{entry.unit, entry.county};
  const bool here = scope.reads(now);
  if (here && entry.left) return Sight::nothing;
  MINSYNC_ASSIGN(const auto stays, store.stays(record.state.id, whole));
  const auto was_here = [&](const Stay& stay) { return scope.reads({stay.township, stay.county}); };
  if (here) return std::ranges::all_of(stays, was_here) ? Sight::changed : Sight::entered;
  return std::ranges::any_of(stays, was_here) ? Sight::left : Sight::nothing;
}

}  // namespace minsync
