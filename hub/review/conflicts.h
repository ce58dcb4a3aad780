// Conflicts at the hub: what is open, and the decisions that close it.
#pragma once

#include <map>

#include "hub/ingest/own_edits.h"

namespace minsync {

struct OpenConflict {
  const Form* form = nullptr;
  RecordId record;
  UnitId unit;
  GroupState state;
};

// Open reviews of records that are not deleted; with `notices` also what was overwritten under latest and authority.
// All of them, by form, record and group: for whoever prints them. Call these inside a read snapshot.
Result<std::vector<OpenConflict>> conflicts_of(HubStore& store, const FormCatalogue& forms, bool notices);

struct ConflictsWanted {
  std::string form{};            // empty: all
  std::optional<UnitId> root{};  // the record stands in it or below
  std::string after{};           // `next` of the page before
  std::size_t limit = 50;
};

struct ConflictsPage {
  std::vector<OpenConflict> conflicts;
  std::string next;  // "" at the end; a page may be short of its limit, as one looks at so many at most
};

// Open reviews alone, in the same order, read as far as the page goes. Fault: bad_input, `after` is none.
Result<ConflictsPage> read_conflicts(HubStore& store, const FormCatalogue& forms, const Divisions& divisions,
                                     const ConflictsWanted& wanted);

// How many open reviews each unit's records have; of one form, or of all. No record is loaded for it.
Result<std::map<UnitId, std::uint64_t>> conflicts_by_unit(HubStore& store, const FormCatalogue& forms,
                                                          const std::string& form);

// The decision that puts `values` in the place of every head that the group has now.
Edit decision_on(const Form& form, const StoredRecord& record, GroupNumber group, std::vector<FieldValue> values,
                 std::string reason);

// Decides one conflict as the hub's own edit; inside the caller's write transaction. `keep` as chosen_values takes it.
// Faults: no such record or conflict, a value that the form's rules refuse.
Status resolve_conflict(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId record,
                        GroupNumber group, const std::string& keep, std::string reason);

}  // namespace minsync
