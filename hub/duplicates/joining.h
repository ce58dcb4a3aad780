// Two records of one person or household become one: the record that stays takes values, what pointed to the other one
// points to it, and the other one is removed. All of it is done by edits of the hub itself, in one transaction, and
// `parting.h` takes it back. DESIGN.md has the laws.
#pragma once

#include "hub/duplicates/decisions.h"

namespace minsync {

// One group of a pair of records, and what a merge makes of it.
struct GroupChoice {
  const GroupRule* rule = nullptr;
  std::vector<FieldValue> kept, merged;  // as shown
  bool choosable = false;                // not the workflow's state, nor the record that it belongs to
  bool in_conflict = false;              // several values stand in the record that stays: to be decided first
  bool take_merged = false;
};

struct MergeWanted {
  RecordId kept, merged;
  // Fields whose values are taken from the merged record, and those that stay empty although it has a value. The rest
  // is the kept record's, the merged one's where that has nothing. Fields that merge as one go together.
  std::vector<std::string> take, leave;
  std::string reason, by;
};

struct Pair {
  const Form* form = nullptr;
  StoredRecord kept, merged;
};
// Faults: bad_input, not there or of two forms.
Result<Pair> load_pair(HubStore& store, RecordId kept, RecordId merged);
// Fault: bad_input, names a field that there is not, or that cannot be chosen.
Result<std::vector<GroupChoice>> group_choices(const Pair& pair, const MergeWanted& wanted);
// Why these cannot be merged now; bad_input, says what is to be done first.
Status check_joinable(const Pair& pair);

// The living records that point to this one.
struct Referring {
  const Form* form = nullptr;
  const Field* field = nullptr;
  StoredRecord record;
};
Result<std::vector<Referring>> referring_to(HubStore& store, const FormCatalogue& forms, const Form& form, RecordId id);

// In the caller's write transaction. Gives the decision as it stands then. A pair that was merged before, and of which
// edits came since, is merged again. Faults: bad_input, says why not.
Result<Decision> merge_records(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                               const MergeWanted& wanted);

inline constexpr std::size_t kMostReferring = 150;

}  // namespace minsync
