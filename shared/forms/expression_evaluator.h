#pragma once

#include <cstdint>
#include <optional>

#include "shared/forms/expression_node.h"

namespace minsync {

// FORMS.md has the rules for empty values and for values of different kinds.
ExpressionValue evaluate_node(const Expression::Node& node, const ExpressionNames& names, std::int64_t today_days);

// True, false, or nothing for an empty value.
std::optional<bool> truth_of(const ExpressionValue& value);

}  // namespace minsync
