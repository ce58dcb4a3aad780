// What a device is to be told of a record that stands, or stood, in its scope.
#pragma once

#include "hub/ingest/scope.h"
#include "sync_protocol/messages.h"

namespace minsync {

enum class Sight : std::uint8_t {
  nothing,  // it is not the device's, or another entry tells it
  left,     // it went out of the scope
  entered,  // it came in: all of it is told
  changed   // it was there: what is newer is told
};

// `whole`: up to where the device has everything of the partition.
Result<Sight> sight_of(HubStore& store, const Divisions& divisions, const Scope& scope, const FeedEntry& entry,
                       const StoredRecord& record, Version whole);

// Whether the device's office got the area of other units, or lost some, by a decision that it has not been told: what
// it has of a partition is then no measure of what it lacks. `city`: how far it is in the city's partition.
Result<bool> has_new_scope(HubStore& store, const IngestContext& context, const Device& device, const Cursor& city);

}  // namespace minsync
