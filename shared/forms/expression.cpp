#include "shared/forms/expression.h"

#include "shared/forms/expression_evaluator.h"
#include "shared/forms/expression_parser.h"

namespace minsync {

Result<Expression> Expression::parse(std::string_view text) {
  Expression out;
  MINSYNC_ASSIGN(Node root, parse_expression(text, out.names_));
  out.text_ = text;
  out.root_ = std::make_shared<const Node>(std::move(root));
  return out;
}

ExpressionValue Expression::evaluate(const ExpressionNames& names, std::int64_t today_days) const {
  return root_ ? evaluate_node(*root_, names, today_days) : ExpressionValue{};
}

bool Expression::holds(const ExpressionNames& names, std::int64_t today_days, bool if_empty) const {
  return truth_of(evaluate(names, today_days)).value_or(if_empty);
}

}  // namespace minsync
