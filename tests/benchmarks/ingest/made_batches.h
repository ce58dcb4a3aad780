// Signed batches as offices send them, made beforehand from the workload's rows.
#pragma once

#include "hub/storage/hub_store.h"
#include "tests/benchmarks/peers/changeset/plain_rows.h"

namespace minsync::bench {

struct SignedBytes {
  Device device;
  std::string bytes;  // batch and signature
};

class BatchMaker {
 public:
  // Adds `offices` townships to the store, each with a key of its own; their batches come in turn.
  BatchMaker(HubStore& store, const FormCatalogue& forms, std::size_t offices);

  PartitionId partition() const { return partition_; }
  // Of at most `size` creations each; new records each time, also of the same rows.
  std::vector<SignedBytes> creations(const std::vector<peer::PlainRow>& rows, std::size_t size);
  // Three fields of `count` random records of those created, seen at `seen`, in batches of `size`.
  std::vector<SignedBytes> changes(std::size_t count, std::size_t size, Version seen);
  const std::vector<RecordId>& records() const { return records_; }

 private:
  struct Office {
    Device device;
    PrivateKey key;
    std::uint64_t last_sequence = 0;
  };
  Edit start(Office& office, EditKind kind, RecordId record);
  Edit creation(Office& office, const peer::PlainRow& row);
  SignedBytes sign(const Office& office, std::vector<Edit> edits) const;

  const Form& form_;
  PartitionId partition_;
  std::vector<Office> offices_;
  std::size_t turn_ = 0;
  std::uint64_t stamp_;
  std::vector<RecordId> records_;
};

}  // namespace minsync::bench
