// Brings records to wanted values by the hub's own edits: makes what is not there, changes what differs, leaves alone
// what is the same.
#pragma once

#include <map>
#include <optional>

#include "hub/ingest/own_edits.h"
#include "hub/target_records/fields.h"

namespace minsync {

struct WriteCount {
  std::uint32_t created = 0, changed = 0, unchanged = 0;
  std::uint32_t kept = 0;  // differs, but an office wrote it since: its word stands
};

class RecordWriter {
 public:
  RecordWriter(const IngestContext& context, const HubIdentity& hub) : context_(context), hub_(hub) {}

  // Nothing is stored before `finish`. A group that another device than the hub wrote is not touched where
  // `offices_first`. Returns the record's id.
  RecordId put(const FieldSheet& wanted, UnitId unit, const StoredRecord* existing, bool offices_first = false);

  // Inside the caller's write transaction.
  Status finish(HubStore& store);
  const WriteCount& count() const { return count_; }

 private:
  RecordId create(const FieldSheet& wanted, UnitId unit);

  const IngestContext& context_;
  const HubIdentity& hub_;
  std::map<PartitionId, std::vector<Edit>> edits_;
  WriteCount count_;
};

}  // namespace minsync
