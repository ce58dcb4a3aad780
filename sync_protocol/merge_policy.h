// How concurrent values of one field group become one shown value, and what of them is kept. MERGE.md has the laws.
#pragma once

#include <cstdint>
#include <vector>

#include "sync_protocol/ids.h"

namespace minsync {

enum class MergePolicy : std::uint8_t {
  latest = 0,     // greatest stamp is shown; the others are listed as overwritten
  authority = 1,  // highest rank of the author, then greatest stamp; the others are listed as overwritten
  review = 2,     // greatest stamp is shown, marked; an open conflict until decided
  max = 3,        // never a conflict
  min = 4,        // never a conflict
  sum = 5,        // deltas add up; never a conflict
  set_union = 6,  // options: adds and removes; never a conflict
  workflow = 7    // linear by arrival along the form's transitions
};

// Whether an edit says what its author saw in the group: what it answers, or what its difference is from.
constexpr bool carries_displayed(MergePolicy policy) {
  return policy == MergePolicy::review || policy == MergePolicy::sum || policy == MergePolicy::set_union ||
         policy == MergePolicy::workflow;
}

// Edits made with form versions up to this one went by another policy.
struct FormerPolicy {
  std::uint32_t version = 0;
  MergePolicy policy = MergePolicy::latest;
  friend bool operator==(const FormerPolicy&, const FormerPolicy&) = default;
};

// What the merge must know of a group. `fields` in ascending order; `number` is the first of them.
struct GroupRule {
  GroupNumber number;
  MergePolicy policy = MergePolicy::latest;
  std::vector<FieldNumber> fields;
  std::vector<FormerPolicy> former{};  // ascending by version

  // By which an edit replaces what it covers. What is shown goes by `policy` alone.
  MergePolicy policy_in(std::uint32_t form_version) const {
    for (const auto& earlier : former) {
      if (form_version <= earlier.version) return earlier.policy;
    }
    return policy;
  }
};

}  // namespace minsync
