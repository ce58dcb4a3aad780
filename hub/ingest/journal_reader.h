// Edits as they stand in the journal, and a record's life read back from it.
#pragma once

#include "hub/storage/hub_store.h"

namespace minsync {

struct JournaledEdit {
  Edit edit;
  Verdict verdict;
  std::int64_t at_ms = 0;
};

struct MergedEdit {
  Edit edit;
  Origin origin;  // as journaled
  std::int64_t at_ms = 0;
  UnitId placed{};  // a creation's, where it is not the one that the edit names
};

// Keeps the entry it read last, since neighbouring edits often stand in one.
class JournalReader {
 public:
  explicit JournalReader(HubStore& store) : store_(store) {}

  // The edit that was given this version; nothing if there is none.
  Result<std::optional<JournaledEdit>> read(PartitionId partition, Version version);
  // Every merged edit of the record, oldest first, `newest` being its version. A journal that does not lead back to
  // the record's birth is FaultKind::integrity.
  Result<std::vector<MergedEdit>> life_of(PartitionId partition, RecordId record, Version newest);

 private:
  Status open(PartitionId partition, Version version);

  HubStore& store_;
  std::optional<JournalEntry> entry_;
  std::vector<Verdict> verdicts_;
  Batch batch_;
};

// The edits of an entry: those of devices stand there with their signature. One that waited was written by the hub, by
// the names it has here, and has none.
struct EntryEdits {
  Batch batch;
  bool released = false;  // it had waited
};
Result<EntryEdits> edits_of(const JournalEntry& entry);

}  // namespace minsync
