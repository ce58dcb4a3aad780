// An expression, a line "---", and lines "field=value" of a record that it is evaluated over.
#include "shared/forms/expression.h"

#include <algorithm>

#include "shared/forms/validation.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

constexpr std::int64_t kToday = 17'000;

const Form& household() {
  static const FormCatalogue catalogue = *FormCatalogue::load();
  return *catalogue.find("dibao_household");
}

FieldValues read_record(std::string_view lines) {
  FieldValues values;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const Field* field = household().field(line.substr(0, equals));
    if (field == nullptr) continue;
    if (auto value = parse_value(*field, line.substr(equals + 1))) values[field->number] = std::move(*value);
  }
  return values;
}

bool same(const ExpressionValue& a, const ExpressionValue& b) {
  return a.kind == b.kind && a.units == b.units && a.scale == b.scale && a.text == b.text && a.options == b.options;
}

}  // namespace

void run(std::string_view input) {
  const auto [text, lines] = split_text(input);
  const auto expression = Expression::parse(text);
  if (!expression) return;
  const auto known = check_names(household(), *expression);
  for (const auto& values : {FieldValues{}, read_record(lines)}) {
    const ExpressionNames names = [&](std::string_view name) { return expression_value(household(), values, name); };
    const auto value = expression->evaluate(names, kToday);
    require(value.scale >= 0 && value.scale <= 6, "a number has at most six places");
    const bool otherwise = expression->holds(names, kToday, false);
    require(!otherwise || expression->holds(names, kToday, true), "what is true is true whatever empty counts as");
    const auto again = Expression::parse(expression->text());
    require(again.has_value() && same(again->evaluate(names, kToday), value), "its text means the same");
  }
}

}  // namespace minsync::fuzz
