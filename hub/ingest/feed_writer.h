// The feed's entry of a record, moved to its new version and, where its place changed, to its new place.
#pragma once

#include "hub/ingest/merging.h"

namespace minsync {

// What the feed says of the record before this edit.
Result<std::optional<FeedEntry>> feed_before(const MergePlace& place, const RecordState& record);

Status write_feed(const MergePlace& place, const Form& form, const RecordState& state,
                  const std::optional<FeedEntry>& before, const std::optional<Departure>& departed,
                  const ShownBy& shown_by);

// A new record in a unit that its author's office does not see: he has it, and is told that it left.
std::optional<Departure> author_left(const Divisions& divisions, const Device& author, const StoredRecord& record);

}  // namespace minsync
