// Finds records by what stands in them: texts, pinyin initials, whole numbers, state, unit, warnings. Derived: a
// database of its own beside client.db (search.db, sealed if the folder is), which follows the records after they were
// written and can be thrown away at any time. For one thread; several objects of one folder may be open.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/store/client_store.h"

namespace minsync {

struct RecordQuery {
  std::string search;  // as typed
  std::string state;   // "": any
  std::vector<UnitId> units;
  bool all_units = true;  // instead of `units`
  bool warned = false;    // only those in which the form's rules find something
};

struct FoundRecords {
  std::vector<RecordId> ids;
  std::int64_t next = 0;  // where the next page begins; 0: there is none
};

struct IndexStanding {
  bool complete = false;     // everything that was in the store when it was last looked through
  std::int64_t indexed = 0;  // of the form
  std::uint64_t at_ms = 0;   // when that was; 0: never yet
};

// Records of a form in one unit and state.
struct UnitTally {
  UnitId unit;
  std::string state;
  std::int64_t records = 0;
  std::int64_t warned = 0;     // of them, those in which the form's rules find something
  std::int64_t newest_ms = 0;  // township_change_ms (search_words.h), the newest of them
};

class SearchIndex {
 public:
  // Makes the database where it is missing, damaged or of another program's time. Faults: failed.
  static Result<SearchIndex> open(const std::string& folder);
  // Takes it away, overwritten, before a folder is sealed or gets new keys.
  static void remove(const std::string& folder);

  // Own edits since the last time, of at most `most` records: what a user has just saved is found at once.
  Status follow_own_edits(ClientStore& store, std::size_t most, std::uint64_t now_ms);
  // Goes on looking through all records if anything may have changed since that was done last, at most `most` of them
  // in one short transaction. Whether there is more to do.
  Result<bool> follow(ClientStore& store, std::size_t most, std::uint64_t now_ms);

  Result<FoundRecords> find(const Form& form, const RecordQuery& query, std::int64_t after, std::size_t limit);
  // How many there are, nothing if more than `most`.
  Result<std::optional<std::int64_t>> count(const Form& form, const RecordQuery& query, std::int64_t most);
  // Of all records of the form; ascending by unit.
  Result<std::vector<UnitTally>> tally(const Form& form);
  // Units that records of the form stand in.
  Result<std::vector<UnitId>> units(const Form& form);
  Result<IndexStanding> standing(const Form& form);

 private:
  explicit SearchIndex(Database database) : database_(std::move(database)) {}
  Status prepare(const Form& form);
  Status put(const Form& form, const StoredRecord& record, std::int64_t today);
  Status drop(const Form& form, RecordId id);
  // Throws the form's rows away where most of them lead nowhere; true if it did.
  Result<bool> tidy(const Form& form);
  Status put_edited(ClientStore& store, std::int64_t after, std::int64_t today);
  Status compare(const Form& form, std::optional<RecordId> behind, const std::vector<StoredRecord>& records, bool last,
                 std::int64_t today);
  Result<std::string> note(std::string_view key);
  Status set_note(std::string_view key, std::string_view value);
  Result<bool> sweep(ClientStore& store, std::size_t most, std::uint64_t now_ms);
  Status begin_sweep(std::string_view mark);

  Database database_;
  std::vector<std::string> prepared_;  // names of forms
};

}  // namespace minsync
