#include "sync_protocol/record.h"

#include <algorithm>

namespace minsync {

GroupState* RecordState::group(GroupNumber number) {
  const auto found = std::ranges::lower_bound(groups, number, {}, &GroupState::number);
  return found != groups.end() && found->number == number ? &*found : nullptr;
}

const GroupState* RecordState::group(GroupNumber number) const {
  return const_cast<RecordState*>(this)->group(number);
}

}  // namespace minsync
