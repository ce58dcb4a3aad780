// The merge: a pure function of a record's state, one edit and the form's policies. MERGE.md states the laws; client
// and hub run this same code, the client with versions still pending.
#pragma once

#include <span>
#include <vector>

#include "sync_protocol/merge_policy.h"
#include "sync_protocol/record.h"

namespace minsync {

enum class Outcome : std::uint8_t {
  applied = 0,      // shown
  parallel = 1,     // shown; somebody else changed other fields of the record at the same time
  overwritten = 2,  // kept, but another value is shown (latest, authority)
  in_review = 3     // kept beside another value until somebody decides
};

struct GroupOutcome {
  GroupNumber group;
  Outcome outcome = Outcome::applied;
  friend bool operator==(const GroupOutcome&, const GroupOutcome&) = default;
};

struct Merged {
  std::vector<GroupOutcome> outcomes;  // one for each change, in its order
  // The author had seen every head there was in each of these groups, and nothing else of the record had changed: the
  // author's own machine already shows exactly this result.
  bool clean = true;
};

// Whether an edit by `author` with this base has seen the edit that `origin` describes.
bool covers(const Base& base, const EditId& author, const Origin& origin);

// Merges `edit` into `record`. `origin` is the edit's id with its version, effective stamp and rank. The caller has
// checked the edit (form, types, rights, transition) and that all of its base has arrived; an edit is merged once.
Merged merge_edit(std::span<const GroupRule> rules, RecordState& record, const Edit& edit, const Origin& origin);

// The shown value of these heads (for `sum` the running total must be given by the state itself, see GroupState).
std::vector<FieldValue> shown_of(const GroupRule& rule, const std::vector<Head>& heads);

// The heads of a group that are not shown: for review the other sides of an open conflict, for latest and authority
// what was overwritten. Heads with the shown value are no conflict. The shown head comes first in `shown_head`.
struct Conflict {
  const Head* shown = nullptr;
  std::vector<const Head*> others;  // greatest (stamp, edit id) first
};
Conflict conflict_of(const GroupRule& rule, const GroupState& state);

// Whether one of the record's removals covers every head: `deleted` of a state that was put together from its parts.
bool is_removed(const RecordState& record);

// What has become of this edit's value in the group: applied, overwritten or in review, by the policy of the form
// version that the edit was made with. So it is the same whenever the edit is merged again.
Outcome outcome_of(const GroupRule& rule, const GroupState& state, const Edit& edit);

}  // namespace minsync
