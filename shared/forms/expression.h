// The subset of XLSForm's expressions that constraints, `relevant`, `--where` and indicators share. FORMS.md lists its
// operators, functions and its rule for empty values. Parsed once, evaluated many times; bounded in length (2,000
// characters), depth (50) and evaluation cost. May be used from any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync_protocol/result.h"

namespace minsync {

// What a name or a sub-expression is worth: nothing, an exact decimal number, a text, a date (days since 1970-01-01),
// a boolean, or a set of options.
struct ExpressionValue {
  enum class Kind { empty, number, text, date, boolean, options } kind = Kind::empty;
  std::int64_t units = 0;  // number: scaled by 10^scale; date: days; boolean: 0 or 1
  int scale = 0;           // 0 to 6
  std::string text;
  std::vector<std::string> options;
};

// Looks a ${name} up; "." is the field under constraint, "state", "org" and "id" are the record's own.
using ExpressionNames = std::function<ExpressionValue(std::string_view name)>;

class Expression {
 public:
  static Result<Expression> parse(std::string_view text);

  const std::string& text() const { return text_; }
  // Every ${name} that occurs, for checks against a form.
  const std::vector<std::string>& names() const { return names_; }
  // `today_days` is what today() says.
  ExpressionValue evaluate(const ExpressionNames& names, std::int64_t today_days) const;
  // The truth of it; an empty value is neither true nor false and counts as `if_empty`.
  bool holds(const ExpressionNames& names, std::int64_t today_days, bool if_empty) const;

  struct Node;

 private:
  std::string text_;
  std::vector<std::string> names_;
  std::shared_ptr<const Node> root_;
};

}  // namespace minsync
