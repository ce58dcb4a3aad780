// Pairs of records that may be duplicates, as a file of their own beside the store: derived from it, it follows the
// journal with a cursor in each partition, outside of the write path, and is made anew wherever it does not fit
// (DESIGN.md). One is used by one thread at a time; several may be open, also in other processes.
#pragma once

#include <functional>

#include "hub/duplicates/match_keys.h"
#include "hub/storage/hub_store.h"

namespace minsync {

struct DuplicatePair {
  MatchStrength strength;
  RecordId a, b;  // a < b
  std::string form;
};

// How far it has read.
struct ReadTo {
  std::uint64_t behind = 0;  // entries of the journal that it has not looked at
  std::int64_t at_ms = 0;    // when the newest that it has was written; 0: none
};

class DuplicateIndex {
 public:
  // In the hub's folder. One that cannot be read is thrown away: everything in it can be found again.
  static Result<DuplicateIndex> open(const std::string& folder);

  // Reads on from where it was, in a transaction of its own file, until it has looked at `edits` edits or so. `store`
  // is in a read snapshot. How far it is then.
  Result<ReadTo> follow(HubStore& store, const FormCatalogue& forms, std::size_t edits);
  Result<ReadTo> read_to(HubStore& store);

  // Strongest first, behind `after` if it is given, until `visit` says false.
  Status each_pair(const std::optional<DuplicatePair>& after,
                   const std::function<Result<bool>(const DuplicatePair&)>& visit);

 private:
  struct Cursor {
    std::uint64_t number = 0;
    Digest hash{};
    std::int64_t at_ms = 0;
  };
  explicit DuplicateIndex(Database database) : database_(std::move(database)) {}
  Result<Cursor> cursor(PartitionId partition);
  Status put_cursor(PartitionId partition, const JournalEntry& entry);
  Status begin_anew_if_other(HubStore& store);
  Result<std::size_t> read_entry(HubStore& store, const FormCatalogue& forms, const JournalEntry& entry);
  Status look_at(HubStore& store, const Form& form, RecordId id);
  Status pair_up(HubStore& store, const Form& form, const StoredRecord& record, const std::vector<MatchKey>& keys);
  Result<std::vector<MatchKey>> keys_of(RecordId id);
  Status replace_keys(RecordId id, const std::vector<MatchKey>& keys);

  Database database_;
  std::string secret_;
};

}  // namespace minsync
