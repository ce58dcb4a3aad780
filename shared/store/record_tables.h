// Records as rows: one table a form, a column a field, and one packed column that says for each field group which edit
// its value came from. Used by the hub's and the client's stores alike. DESIGN.md beside this file has the format.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/divisions/divisions.h"
#include "shared/forms/validation.h"
#include "shared/store/database.h"
#include "sync_protocol/record.h"

namespace minsync {

// A record as it stands in a store: what the hub's merge made of it, and what is shown. On the hub the two agree; on a
// client `shown` and `deleted` include the own edits that the hub has not answered yet, and a record that only exists
// here has no groups in `state`.
struct StoredRecord {
  RecordState state;
  FieldValues shown;  // fields that hold a value
  bool deleted = false;
  bool has_extra = false;   // rows of the extra table belong to it (as loaded)
  PartitionId partition{};  // where it was born: a record that moves stays there
  // The own edit as which the row still stands (RecordTables::create_own), 0 for none. Saving ends that.
  Sequence made_by{};
};

// A record as its first edit makes it: each group holds the values that the edit gives it, all of one origin, and
// nothing else is known of it.
struct NewRecord {
  RecordId id;
  UnitId unit;
  Origin origin;
  const std::vector<GroupChange>* changes;  // of an edit that makes_new_record
};
// Whether merging this edit with nothing gives a NewRecord: a creation by this form that stands on nothing. Types and
// rights are not looked at.
bool makes_new_record(const Form& form, const Edit& edit);

struct ConflictRow {
  std::string form;
  RecordId record;
  GroupState state;
};

// Whether match() is asked there: an index on values in no order costs a fifth of a store's writing.
enum class MatchIndex : std::uint8_t { none, kept };

struct Unpacked;
struct GivenValues;

class RecordTables {
 public:
  // Makes what tables and columns are missing for the catalogue's forms, and the index or none. Database and forms must
  // outlive this.
  static Result<RecordTables> open(Database& database, const FormCatalogue& forms, MatchIndex index);

  // Makes the form's table and columns where they are missing; for a form that was learned since. One that the database
  // does not have yet needs a write transaction.
  Status prepare(const Form& form);

  // Groups that the form does not know (yet) are kept in the record's state and in the extra table all the same.
  Result<std::optional<StoredRecord>> load(const Form& form, RecordId id);
  // Which form the record is of; nullptr if there is no such record.
  Result<const Form*> form_of(RecordId id);
  // Writes the whole record. `fresh`: there is no row of it yet.
  Status save(const Form& form, const StoredRecord& record, bool fresh);
  // Writes new records up to the first whose id is there already; how many that were.
  Result<std::size_t> create(const Form& form, PartitionId partition, std::span<const NewRecord> records);
  // A client's own new record, of an origin without a version. Its row needs no writing when the hub has merged the
  // edit: it gets its state by what `know_merged` was given, and has none before.
  Result<bool> create_own(const Form& form, PartitionId partition, const NewRecord& record);
  // The version under which the hub merged this edit just as the row shows it; 0: it did not, or not yet.
  using MergedAs = std::function<Result<Version>(Sequence)>;
  void know_merged(MergedAs merged_as) { merged_as_ = std::move(merged_as); }
  Status erase(const Form& form, RecordId id);

  // Every record with an id above `after`, ascending by id, until `visit` says false.
  Status scan(const Form& form, std::optional<RecordId> after, const std::function<Result<bool>(StoredRecord&)>& visit);
  // Records whose fields of the form's match key hold these values, deleted ones left out. Without an index it looks at
  // all records.
  Result<std::vector<RecordId>> match(const Form& form, const std::vector<FieldValue>& key);
  // Records of `form` whose reference field `field` points to `parent`.
  Result<std::vector<RecordId>> referring(const Form& form, FieldNumber field, RecordId parent,
                                          bool with_deleted = false);
  // Groups with more than one head.
  Status contested(const std::function<Result<bool>(const ConflictRow&)>& visit);
  // Records of the form that have rows in the extra table.
  Result<std::vector<RecordId>> with_extra(const Form& form);
  Result<std::int64_t> count(const Form& form);  // without deleted ones
  // Deleted records that were born in the partition.
  Result<std::vector<RecordId>> removed(const Form& form, PartitionId partition);

  // The org units as they are now (unit_decisions.h). What it pointed to before stays while at most one change more is
  // asked for.
  Result<const Divisions*> divisions();

 private:
  RecordTables(Database& database, const FormCatalogue& forms, MatchIndex index)
      : database_(&database), forms_(&forms), match_index_(index) {}
  Status prepare_extra();
  Result<FieldValue> read_field(const Form& form, const Field& field, RecordId id, const Statement& row, int column);
  int bind_field(Statement& row, int index, const Form& form, const Field& field, RecordId id, const FieldValue* value);
  Result<std::size_t> unknown(const Form& form, std::span<const NewRecord> records);
  Result<bool> create_one(Statement& row, const Form& form, const NewRecord& record, GivenValues& given);
  std::string search_key(const Form& form, FieldNumber field, const std::string& plain);
  Result<StoredRecord> read_row(const Form& form, Statement& row);
  Status read_extra(StoredRecord& record);
  Status read_own(StoredRecord& record, Unpacked& unpacked);
  Status write_extra(const Form& form, const StoredRecord& record, const std::vector<GroupNumber>& extra);

  Database* database_;
  const FormCatalogue* forms_;
  MatchIndex match_index_;
  MergedAs merged_as_;
  std::vector<UnitDecision> decisions_;
  std::shared_ptr<const Divisions> units_, units_before_;
};

// The group's values among those shown, Null where there are none.
std::vector<FieldValue> shown_values(const GroupRule& rule, const FieldValues& shown);

// Derives `shown` and `deleted` from `state`: what the hub does after each merge.
void show_state(const Form& form, StoredRecord& record);

}  // namespace minsync
