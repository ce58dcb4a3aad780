// The parsed form of an expression. Chains of equal rank are one node, so that depth is only that of parentheses and
// calls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/forms/expression.h"
#include "shared/forms/pattern.h"

namespace minsync {

inline constexpr std::size_t kMaxExpressionLength = 2000;  // characters
inline constexpr int kMaxExpressionDepth = 50;

enum class Operator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  modulo,
  equal,
  unequal,
  less,
  at_most,
  more,
  at_least
};

enum class Function : std::uint8_t {
  negation,
  selected,
  count_selected,
  string_length,
  regex,
  condition,
  coalesce,
  today,
  date,
  number,
  contains,
  starts_with,
  round,
  integer,
  minimum,
  maximum,
  always,
  never
};

struct FunctionRule {
  std::string_view name;
  Function function;
  std::size_t least, most;  // arguments
};

const std::vector<FunctionRule>& expression_functions();

struct Expression::Node {
  enum class Kind : std::uint8_t { literal, name, all_of, any_of, arithmetic, comparison, minus, call };
  Kind kind = Kind::literal;
  ExpressionValue literal;
  std::string name;
  std::vector<Node> children;
  std::vector<Operator> operators;  // between children: one less than those
  Function function = Function::always;
  std::shared_ptr<const Pattern> pattern;  // regex() alone
};

}  // namespace minsync
