// Takes a merge back, and what else is decided on a pair: by edits of the hub itself, as merges are made.
#pragma once

#include "hub/duplicates/decisions.h"

namespace minsync {

// What a split did not put back, and why: somebody has written there since, the record is gone or closed for it.
enum class LeftBecause { changed, gone, closed };
std::string_view left_word(LeftBecause why);
struct Left {
  std::string form;
  RecordId record;
  std::string field;  // the first of its group; "" for the record's place
  LeftBecause why;
};

struct Parted {
  Decision decision;
  bool revived = false;                    // false: edits that came since had brought it back already
  std::size_t restored = 0, returned = 0;  // groups of the kept record, references
  std::vector<Left> left;
};

// The merged record lives again as it was, references that the merge turned go back, and groups of the kept record show
// what they showed before; where somebody has written since, his value stays and is listed. In the caller's write
// transaction. Faults: bad_input, there is no such merge, or one of the records is gone.
Result<Parted> split_records(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId decision,
                             const std::string& reason, const std::string& by);

struct Dismissal {
  RecordId a, b;
  bool dismissed = true;  // false: it is open again
  std::string reason, by;
};
// Not of one person. It holds as long as what agreed between them does. Faults: bad_input, they agree in nothing, or
// are merged.
Result<Decision> dismiss_pair(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                              const Dismissal& dismissal);

}  // namespace minsync
