// Conversions between kinds of expression values, and comparison. Internal to the evaluator.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "shared/forms/decimal.h"
#include "shared/forms/expression_node.h"

namespace minsync {

ExpressionValue empty_value();
ExpressionValue number_value(std::optional<Decimal> number);  // nothing is empty
ExpressionValue date_value(std::int64_t days);                // outside years 0001 to 9999 is empty
ExpressionValue boolean_value(std::optional<bool> truth);
ExpressionValue text_value(std::string text);

std::optional<Decimal> as_number(const ExpressionValue& value);
std::optional<std::int64_t> as_date(const ExpressionValue& value);
// Numbers without superfluous zeros, dates as YYYY-MM-DD, options joined by a blank, nothing as "".
std::string as_text(const ExpressionValue& value);

// The truth of `a sign b`, or nothing where one is empty or the two cannot be compared.
std::optional<bool> compare_values(const ExpressionValue& a, Operator sign, const ExpressionValue& b);

}  // namespace minsync
