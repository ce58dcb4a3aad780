// What the bureau decided on pairs of records, as records of the form duplicate_decision in the city's own partition:
// journaled, backed up and rebuilt like all others, and their histories say who decided what and when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/ingest/own_edits.h"
#include "hub/ingest/rights.h"

namespace minsync {

enum class PairStatus { open, dismissed, merged, split };
std::string_view status_word(PairStatus status);
std::optional<PairStatus> read_status(std::string_view word);

// What a merge changed, by the edits that did it: the values themselves stand in the journal. `first` and `last` are
// equal unless the pair was merged again while nobody had changed what the merge before had done.
struct JoinedGroup {
  GroupNumber group;
  EditId first, last;
};
struct JoinedReference {
  std::string form;
  RecordId record;
  GroupNumber group;
  EditId last;
  UnitId unit{};  // where the record was until the merge took it along; 0: it stayed
};
struct Joined {
  std::vector<JoinedGroup> groups;  // of the record that stays
  std::vector<JoinedReference> references;
};

// One for each pair, whichever of them stays. Its id follows from theirs.
struct Decision {
  RecordId id;
  std::string form;
  RecordId kept, merged;
  PairStatus status = PairStatus::open;
  std::string reason, decided_by;
  std::int64_t decided_at_ms = 0;
  std::string mark;  // what agreed (match_keys.h); of a dismissal
  Joined joined;
};

// A reason there must be, of at most kLongestReason bytes: it stands in notes of edits. Faults: bad_input.
inline constexpr std::size_t kLongestReason = 2'000;
Status check_reason(const std::string& reason);

RecordId decision_id(RecordId a, RecordId b);
Result<std::optional<Decision>> find_decision(HubStore& store, const FormCatalogue& forms, RecordId id);
// Until `visit` says false, ascending by id behind `after`.
Status each_decision(HubStore& store, const FormCatalogue& forms, std::optional<RecordId> after,
                     const std::function<Result<bool>(const Decision&)>& visit);
// New, or in place of what was decided before; in the caller's write transaction. Fault: bad_input, its `joined` is too
// long to be kept.
Status put_decision(HubStore& store, const IngestContext& context, const HubIdentity& hub, const Decision& decision);

}  // namespace minsync
