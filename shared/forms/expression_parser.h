#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/expression_node.h"

namespace minsync {

// By recursive descent. The names that occur, each once, are appended to `names`.
Result<Expression::Node> parse_expression(std::string_view text, std::vector<std::string>& names);

}  // namespace minsync
