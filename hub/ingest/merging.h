// An edit that was judged goes into its record and the feed. Ingest does this with what it accepts, and a rebuild
// repeats it from the journal: so nothing here depends on more than the arguments, the record as it is stored and the
// journal of its earlier edits.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "hub/ingest/journal_reader.h"
#include "shared/divisions/divisions.h"
#include "sync_protocol/merge.h"

namespace minsync {

// Where it happens. All must outlive what is begun with it.
struct MergePlace {
  HubStore& store;
  const Divisions& divisions;
  PartitionId partition;
};

// Edits of the entry that is being made, which the journal does not hold yet: by version, with the record's version
// before.
using Unwritten = std::map<Version, std::pair<MergedEdit, Version>>;

// Whose data shows exactly what an edit made of the record; nil: nobody's.
struct ShownBy {
  DeviceId device{};
  Incarnation life{};
};

// A record before an edit.
struct FoundRecord {
  std::optional<StoredRecord> record;  // nothing if there never was one
  bool purged = false;                 // it was removed and purged; `record` was made again from the journal
};
Result<FoundRecord> find_record(const MergePlace& place, const Form& form, RecordId id);

class RecordMerge {
 public:
  // `found`: the record before; without it one begins with this edit, which was given `version`, in the unit `placed`
  // or, if that is 0, in the one that it names. A purged one is told from now on like a new one.
  static Result<RecordMerge> begin(const MergePlace& place, const Form& form, const Edit& edit, FoundRecord found,
                                   Version version, UnitId placed);

  const StoredRecord& record() const { return record_; }
  // What the feed said of the record before; nothing of a new one.
  const std::optional<FeedEntry>& fed() const { return fed_; }

  // `from_birth`: the record is merged again from all of its edits, in the order of the places that they had.
  Result<Merged> merge(const Edit& edit, const Origin& origin, bool from_birth, const Unwritten& unwritten = {});
  // Where the record, which was there before, stood until this edit, if it stands elsewhere now: in another unit or
  // under other boundaries.
  std::optional<Departure> departure() const;
  // Record and feed.
  Status save(const ShownBy& shown_by, const std::optional<Departure>& departed);

 private:
  RecordMerge(const MergePlace& place, const Form& form, FoundRecord found)
      : place_(place),
        form_(&form),
        fresh_(!found.record),
        purged_(found.purged),
        record_(fresh_ ? StoredRecord{} : std::move(*found.record)) {}
  Status merge_from_birth(const Edit& edit, const Origin& origin, const Unwritten& unwritten);
  void tell_all(Version version);

  MergePlace place_;
  const Form* form_;
  bool fresh_, purged_;
  StoredRecord record_;
  UnitId placed_{}, unit_before_{};
  std::optional<FeedEntry> fed_;
};

}  // namespace minsync
