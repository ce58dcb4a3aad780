// The merge rules of MERGE.md once more, said over whole sets of edits at once: no order, no versions, no state that
// grows. Slow and plain; merge_edit must agree with it.
#pragma once

#include "tests/unit/sync_protocol/merge_history.h"

namespace minsync {

struct ExpectedGroup {
  Values shown;
  std::set<EditId> heads;
  std::set<EditId> others;  // the sides of a conflict that are not shown
};

ExpectedGroup expect_group(const History& history, const GroupRule& rule);
bool expect_deleted(const History& history);

}  // namespace minsync
