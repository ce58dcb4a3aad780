// What a device's office sees (管辖范围), by the newest boundaries. An office whose unit was abolished goes on in those
// that took its area.
#pragma once

#include "hub/ingest/ingest.h"

namespace minsync {

Place place_of(const Divisions& divisions, UnitId unit);

class Scope {
 public:
  Scope(const Divisions& divisions, const Device& device);

  // Its own records, which it may change.
  bool owns(const Place& place) const;
  bool owned(const Stay& stay) const { return owns({stay.township, stay.county}); }
  // Its own records and the city's reference data.
  bool reads(const Place& place) const;
  // A new record may be of this unit: it is, or once was, within its own.
  bool may_name(UnitId unit) const;
  // Of which units it reads the feed, also those it had once: there stands what left.
  std::vector<UnitId> feeds() const;
  const std::vector<UnitId>& offices() const { return offices_; }

 private:
  const Divisions& divisions_;
  Role role_;
  UnitId city_;
  std::vector<UnitId> offices_;  // its unit and what became of it, step by step
};

struct ScopedPartition {
  PartitionId partition;
  std::vector<UnitId> units;  // whose feeds are read in it
};
// The partitions that a device uses, its own first: those of its units, those in which records of its units were born
// elsewhere, and the city's.
Result<std::vector<ScopedPartition>> partitions_of(HubStore& store, const Divisions& divisions, const Device& device);

// How an edit's author stands to the record.
struct Standing {
  UnitId unit;              // the record's; of a new one the unit in which it is placed
  bool inside = false;      // it is his, or was when he made the edit
  bool moved_away = false;  // it was his once, and he could know that it is not any more
  bool right_partition = false;
  bool delegated = false;  // its county has delegated the form's decisions to townships
};
// `record` is nullptr for a record that the hub does not have.
Result<Standing> standing_of(HubStore& store, const IngestContext& context, const Device& device, PartitionId partition,
                             const Edit& edit, const StoredRecord* record);

}  // namespace minsync
