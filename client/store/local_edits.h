// What a user does, turned into edits: applied to the own store at once and put into the outbox, in the caller's write
// transaction. Values have been checked (check_record) before they come here.
#pragma once

#include <map>
#include <string>

#include "client/store/client_store.h"
#include "client/store/new_ids.h"

namespace minsync {

// What an export displayed, so that an import knows what its author saw: for each group its base, and the values.
struct DisplayedGroup {
  Base base;
  std::vector<FieldValue> values;
};
struct DisplayedRecord {
  Version seen;
  std::map<GroupNumber, DisplayedGroup> groups;
};

class LocalEdits {
 public:
  // `now_ms` is this machine's time of all edits made by this object; stamps are corrected by the difference to the
  // hub's clock that the last answer showed.
  LocalEdits(ClientStore& store, std::uint64_t now_ms) : store_(store), now_ms_(now_ms), new_ids_(now_ms) {}

  // A new record of `unit` with these values; a workflow's first state is added. `known_as`: the id of a record that
  // the hub lost.
  Result<RecordId> create(const Form& form, UnitId unit, const FieldValues& values, const std::string& note,
                          std::optional<RecordId> known_as = {});
  // Sets these fields (Null clears). Values that are displayed already are left out; false if nothing is left. With
  // `displayed` (from an export) the edit stands on what was displayed then, otherwise on what is displayed now.
  Result<bool> change(const Form& form, RecordId id, const FieldValues& values, const std::string& note,
                      const DisplayedRecord* displayed = nullptr);
  Status remove(const Form& form, RecordId id, const std::string& note);
  // Replaces exactly these heads of the group by `values`.
  Status decide(const Form& form, RecordId id, GroupNumber group, const std::vector<EditId>& heads,
                std::vector<FieldValue> values, const std::string& note);

 private:
  struct Target;
  Result<Target> load(const Form& form, RecordId id);
  Result<std::uint64_t> hub_time_ms();
  Result<Edit> start(const Form& form, RecordId record, EditKind kind, const std::string& note);
  Status put(const Form& form, Target& target, Edit edit, bool as_made = false);
  Result<bool> create_as_made(const Form& form, PartitionId partition, const Edit& edit);
  Status finish(const Form& form, Target& target, Edit edit, bool fresh);
  Result<PartitionId> birthplace(UnitId unit);
  Result<bool> resend_refused(const Form& form, Target& target, const FieldValues& values, const std::string& note);

  ClientStore& store_;
  std::uint64_t now_ms_;
  NewIds new_ids_;
  std::map<UnitId, PartitionId> birthplaces_;
};

// What a record displays now, for an export.
Result<DisplayedRecord> displayed_record(ClientStore& store, const Form& form, const StoredRecord& record);

}  // namespace minsync
