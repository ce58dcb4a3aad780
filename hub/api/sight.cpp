#include "hub/api/sight.h"

#include <algorithm>

#include "hub/api/epoch.h"
#include "shared/store/unit_decisions.h"

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

Result<bool> has_new_scope(HubStore& store, const IngestContext& context, const Device& device, const Cursor& city) {
  MINSYNC_ASSIGN(const auto partition, store.partition(city.partition));
  if (city.version == partition.last) return false;
  MINSYNC_ASSIGN(const bool known, is_known(store, city));
  if (!known) return true;
  MINSYNC_ASSIGN(auto told, read_decisions(store.records(), context.forms, city.version));
  MINSYNC_ASSIGN(const auto all, read_decisions(store.records(), context.forms));
  if (told.size() == all.size()) return false;
  const auto then = Divisions::built_in().with(std::move(told));
  return Scope(then, device).offices() != Scope(context.divisions, device).offices();
}

}  // namespace minsync
