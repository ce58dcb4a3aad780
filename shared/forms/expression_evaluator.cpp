#include "shared/forms/expression_evaluator.h"

#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/forms/expression_values.h"

namespace minsync {
namespace {

using Kind = ExpressionValue::Kind;
using Node = Expression::Node;

class Evaluator {
 public:
  Evaluator(const ExpressionNames& names, std::int64_t today_days) : names_(names), today_days_(today_days) {}

  ExpressionValue value(const Node& node) const {
    switch (node.kind) {
      case Node::Kind::literal:
        return node.literal;
      case Node::Kind::name:
        return names_(node.name);
      case Node::Kind::all_of:
        return boolean_value(joined(node, false));
      case Node::Kind::any_of:
        return boolean_value(joined(node, true));
      case Node::Kind::comparison:
        return boolean_value(compare_values(value(node.children[0]), node.operators[0], value(node.children[1])));
      case Node::Kind::arithmetic:
        return arithmetic(node);
      case Node::Kind::minus: {
        const auto number = as_number(value(node.children[0]));
        return number ? number_value(subtract({}, *number)) : empty_value();
      }
      case Node::Kind::call:
        break;
    }
    return call(node);
  }

 private:
  // One part that is `decisive` decides, whatever is unknown about the others.
  std::optional<bool> joined(const Node& node, bool decisive) const {
    bool unknown = false;
    for (const auto& child : node.children) {
      const auto truth = truth_of(value(child));
      if (truth && *truth == decisive) return decisive;
      unknown = unknown || !truth;
    }
    if (unknown) return std::nullopt;
    return !decisive;
  }

  ExpressionValue arithmetic(const Node& node) const {
    ExpressionValue total = value(node.children[0]);
    for (std::size_t i = 0; i < node.operators.size(); ++i) {
      total = combined(total, node.operators[i], value(node.children[i + 1]));
    }
    return total;
  }

  static ExpressionValue combined(const ExpressionValue& a, Operator sign, const ExpressionValue& b) {
    if (a.kind == Kind::date) return shifted_date(a, sign, b);
    const auto left = as_number(a), right = as_number(b);
    if (!left || !right) return empty_value();
    switch (sign) {
      case Operator::add:
        return number_value(add(*left, *right));
      case Operator::subtract:
        return number_value(subtract(*left, *right));
      case Operator::multiply:
        return number_value(multiply(*left, *right));
      case Operator::divide:
        return number_value(divide(*left, *right));
      default:
        return number_value(remainder(*left, *right));
    }
  }

  // A date plus or minus days is a date; the difference of two dates is their days.
  static ExpressionValue shifted_date(const ExpressionValue& a, Operator sign, const ExpressionValue& b) {
    if (sign == Operator::subtract && b.kind == Kind::date) return number_value(Decimal{a.units - b.units, 0});
    const auto days = as_number(b);
    const bool shifts = sign == Operator::add || sign == Operator::subtract;
    if (!days || !shifts) return empty_value();
    const auto total =
        sign == Operator::add ? add({a.units, 0}, truncated(*days)) : subtract({a.units, 0}, truncated(*days));
    return total ? date_value(total->units) : empty_value();
  }

  ExpressionValue call(const Node& node) const {
    switch (node.function) {
      case Function::always:
        return boolean_value(true);
      case Function::never:
        return boolean_value(false);
      case Function::today:
        return date_value(today_days_);
      case Function::condition:
        return value(node.children[truth_of(value(node.children[0])).value_or(false) ? 1 : 2]);
      case Function::coalesce:
        return first_present(node);
      case Function::minimum:
        return extreme(node, Operator::less);
      case Function::maximum:
        return extreme(node, Operator::more);
      default:
        return node.children.size() == 1 ? of_one(node) : of_two(node);
    }
  }

  ExpressionValue of_one(const Node& node) const {
    const ExpressionValue argument = value(node.children[0]);
    switch (node.function) {
      case Function::negation: {
        const auto truth = truth_of(argument);
        return truth ? boolean_value(!*truth) : empty_value();
      }
      case Function::count_selected:
        return number_value(Decimal{options_in(argument), 0});
      case Function::string_length:
        return number_value(Decimal{static_cast<std::int64_t>(character_count(as_text(argument))), 0});
      case Function::date: {
        const auto day = as_date(argument);
        return day ? date_value(*day) : empty_value();
      }
      case Function::number:
        return number_value(as_number(argument));
      case Function::integer: {
        const auto number = as_number(argument);
        return number ? number_value(truncated(*number)) : empty_value();
      }
      default:
        return rounded(argument, Decimal{});
    }
  }

  ExpressionValue of_two(const Node& node) const {
    const ExpressionValue first = value(node.children[0]);
    if (node.function == Function::regex) {
      return first.kind == Kind::empty ? empty_value() : boolean_value(node.pattern->matches(as_text(first)));
    }
    const ExpressionValue second = value(node.children[1]);
    switch (node.function) {
      case Function::selected:
        return boolean_value(is_selected(first, as_text(second)));
      case Function::contains:
        return boolean_value(as_text(first).find(as_text(second)) != std::string::npos);
      case Function::starts_with:
        return boolean_value(as_text(first).starts_with(as_text(second)));
      default:
        return rounded(first, as_number(second));
    }
  }

  static std::int64_t options_in(const ExpressionValue& value) {
    if (value.kind == Kind::options) return static_cast<std::int64_t>(value.options.size());
    return as_text(value).empty() ? 0 : 1;
  }

  static bool is_selected(const ExpressionValue& chosen, const std::string& option) {
    if (chosen.kind != Kind::options) return chosen.kind != Kind::empty && as_text(chosen) == option;
    return std::find(chosen.options.begin(), chosen.options.end(), option) != chosen.options.end();
  }

  static ExpressionValue rounded(const ExpressionValue& value, std::optional<Decimal> places) {
    const auto number = as_number(value);
    if (!number || !places) return empty_value();
    const auto wanted = std::clamp<std::int64_t>(truncated(*places).units, 0, kMaxScale);
    return number_value(round_to(*number, static_cast<int>(wanted)));
  }

  ExpressionValue first_present(const Node& node) const {
    for (const auto& child : node.children) {
      ExpressionValue candidate = value(child);
      if (!as_text(candidate).empty()) return candidate;
    }
    return empty_value();
  }

  ExpressionValue extreme(const Node& node, Operator better) const {
    ExpressionValue best;
    for (const auto& child : node.children) {
      ExpressionValue candidate = value(child);
      if (candidate.kind == Kind::text) candidate = number_value(as_number(candidate));
      if (candidate.kind == Kind::empty) continue;
      const bool first = best.kind == Kind::empty;
      if (first || compare_values(candidate, better, best).value_or(false)) best = std::move(candidate);
    }
    return best;
  }

  const ExpressionNames& names_;
  std::int64_t today_days_;
};

}  // namespace

std::optional<bool> truth_of(const ExpressionValue& value) {
  switch (value.kind) {
    case Kind::empty:
      return std::nullopt;
    case Kind::number:
    case Kind::boolean:
      return value.units != 0;
    case Kind::text:
      return !value.text.empty();
    case Kind::options:
      return !value.options.empty();
    case Kind::date:
      break;
  }
  return true;
}

ExpressionValue evaluate_node(const Node& node, const ExpressionNames& names, std::int64_t today_days) {
  return Evaluator(names, today_days).value(node);
}

}  // namespace minsync
