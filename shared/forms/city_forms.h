// Forms whose records the city keeps for itself: no office is told them, nor shown the form. What the bureau decided on
// pairs of records (hub/duplicates) is about two offices' persons.
#pragma once

namespace minsync {

inline constexpr const char* kDecisionForm = "duplicate_decision";

}  // namespace minsync
