// Org units that change by the bureau's word: renamed, put under another unit, divided, put together. What was decided
// stands as records of the form org_unit, which every office reads; records whose office changes are moved.
#pragma once

#include "hub/ingest/own_edits.h"

namespace minsync {

// What is to be decided, and where the records of an abolished unit itself go.
struct OrgChange {
  std::vector<UnitDecision> decisions;
  std::vector<std::pair<UnitId, UnitId>> own_records;  // from, to
};

// Each checks what only it can know; carry_out checks that everything fits together. An empty `code` or `name` stays as
// it is. A new code of a county or township is the beginning of the codes below it.
Result<OrgChange> rename_unit(const Divisions& divisions, UnitId unit, const std::string& name, const std::string& code,
                              std::int32_t day);
Result<OrgChange> move_unit(const Divisions& divisions, UnitId unit, UnitId parent, const std::string& code,
                            std::int32_t day);
// All of these become part of `into`, a unit that is there and goes on.
Result<OrgChange> merge_units(const Divisions& divisions, const std::vector<UnitId>& units, UnitId into,
                              std::int32_t day);

struct NewUnit {
  std::string code, name;
  std::vector<UnitId> children;  // of the divided unit
};
// Gives the new units these of its children. `abolish`: nothing is left of it; its own records go to the first.
Result<OrgChange> split_unit(const Divisions& divisions, UnitId unit, const std::vector<NewUnit>& parts, bool abolish,
                             std::int32_t day);

struct OrgReport {
  std::size_t decisions = 0, moved = 0;
};
// In the caller's write transaction. `today`: a change of a later day is refused. Faults (bad_input) leave everything
// to be rolled back.
Result<OrgReport> carry_out(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                            const OrgChange& change, std::int32_t today, const std::string& reason);

}  // namespace minsync
