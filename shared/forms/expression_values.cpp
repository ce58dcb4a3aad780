#include "shared/forms/expression_values.h"

#include <algorithm>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

using Kind = ExpressionValue::Kind;

constexpr std::int64_t kFirstDay = -719162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2932896;   // 9999-12-31

bool decide(Operator sign, std::strong_ordering order) {
  switch (sign) {
    case Operator::equal:
      return order == 0;
    case Operator::unequal:
      return order != 0;
    case Operator::less:
      return order < 0;
    case Operator::at_most:
      return order <= 0;
    case Operator::more:
      return order > 0;
    default:
      return order >= 0;
  }
}

bool asks_equality(Operator sign) {
  return sign == Operator::equal || sign == Operator::unequal;
}

// Values of kinds that have no common order are unequal, and neither less nor more.
std::optional<bool> incomparable(Operator sign) {
  if (!asks_equality(sign)) return std::nullopt;
  return sign == Operator::unequal;
}

std::vector<std::string> as_options(const ExpressionValue& value) {
  if (value.kind == Kind::options) return value.options;
  std::vector<std::string> out;
  std::string_view left = value.text;
  while (!left.empty()) {
    const auto end = std::min(left.find(' '), left.size());
    if (end > 0) out.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return out;
}

std::vector<std::string> sorted(std::vector<std::string> options) {
  std::sort(options.begin(), options.end());
  return options;
}

bool has(const ExpressionValue& a, const ExpressionValue& b, Kind kind) {
  return a.kind == kind || b.kind == kind;
}

std::optional<std::strong_ordering> order_of(const ExpressionValue& a, const ExpressionValue& b) {
  if (has(a, b, Kind::date)) {
    const auto left = as_date(a), right = as_date(b);
    if (!left || !right) return std::nullopt;
    return *left <=> *right;
  }
  if (has(a, b, Kind::number) || has(a, b, Kind::boolean)) {
    const auto left = as_number(a), right = as_number(b);
    if (!left || !right) return std::nullopt;
    return compare(*left, *right);
  }
  return a.text.compare(b.text) <=> 0;
}

}  // namespace

ExpressionValue empty_value() {
  return {};
}

ExpressionValue number_value(std::optional<Decimal> number) {
  ExpressionValue out;
  if (!number) return out;
  out.kind = Kind::number;
  out.units = number->units;
  out.scale = number->scale;
  return out;
}

ExpressionValue date_value(std::int64_t days) {
  ExpressionValue out;
  if (days < kFirstDay || days > kLastDay) return out;
  out.kind = Kind::date;
  out.units = days;
  return out;
}

ExpressionValue boolean_value(std::optional<bool> truth) {
  ExpressionValue out;
  if (!truth) return out;
  out.kind = Kind::boolean;
  out.units = *truth ? 1 : 0;
  return out;
}

ExpressionValue text_value(std::string text) {
  ExpressionValue out;
  out.kind = Kind::text;
  out.text = std::move(text);
  return out;
}

std::optional<Decimal> as_number(const ExpressionValue& value) {
  switch (value.kind) {
    case Kind::number:
      return Decimal{value.units, value.scale};
    case Kind::boolean:
      return Decimal{value.units, 0};
    case Kind::text:
      return parse_decimal(value.text);
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> as_date(const ExpressionValue& value) {
  if (value.kind == Kind::date) return value.units;
  if (value.kind != Kind::text) return std::nullopt;
  const auto day = parse_day(value.text);
  if (!day) return std::nullopt;
  return *day;
}

std::string as_text(const ExpressionValue& value) {
  switch (value.kind) {
    case Kind::empty:
      return {};
    case Kind::text:
      return value.text;
    case Kind::boolean:
      return value.units != 0 ? "true" : "false";
    case Kind::date:
      return day_text(static_cast<std::int32_t>(value.units));
    case Kind::number: {
      const Decimal plain = add({value.units, value.scale}, {}).value_or(Decimal{value.units, value.scale});
      return decimal_text(plain.units, plain.scale);
    }
    case Kind::options:
      break;
  }
  std::string out;
  for (const auto& option : value.options) out += (out.empty() ? "" : " ") + option;
  return out;
}

std::optional<bool> compare_values(const ExpressionValue& a, Operator sign, const ExpressionValue& b) {
  const auto is_blank_text = [](const ExpressionValue& v) { return v.kind == Kind::text && v.text.empty(); };
  if (asks_equality(sign) && (is_blank_text(a) || is_blank_text(b))) {
    return (as_text(a).empty() && as_text(b).empty()) == (sign == Operator::equal);
  }
  if (has(a, b, Kind::empty)) return std::nullopt;
  if (has(a, b, Kind::options)) {
    const bool texts =
        (a.kind == Kind::options || a.kind == Kind::text) && (b.kind == Kind::options || b.kind == Kind::text);
    if (!texts || !asks_equality(sign)) return incomparable(sign);
    return (sorted(as_options(a)) == sorted(as_options(b))) == (sign == Operator::equal);
  }
  const auto order = order_of(a, b);
  return order ? decide(sign, *order) : incomparable(sign);
}

}  // namespace minsync
