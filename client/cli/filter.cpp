#include "client/cli/filter.h"

#include <algorithm>

#include "client/cli/records.h"
#include "shared/forms/characters.h"

namespace minsync {
namespace {

ExpressionValue text_value(std::string text) {
  ExpressionValue value;
  value.kind = text.empty() ? ExpressionValue::Kind::empty : ExpressionValue::Kind::text;
  value.text = std::move(text);
  return value;
}

ExpressionNames names_of(const Form& form, const StoredRecord& record) {
  return [&form, &record](std::string_view name) {
    if (name == "org") return text_value(unit_code(record.state.unit));
    if (name == "id") return text_value(record.state.id.value.text());
    return expression_value(form, record.shown, name);
  };
}

std::string folded(std::string_view text) {
  std::string out = half_width(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool mentions(const Form& form, const StoredRecord& record, const std::string& wanted, Language language) {
  return std::ranges::any_of(record.shown, [&](const auto& entry) {
    const Field* field = form.field(entry.first);
    return field != nullptr && folded(show_value(*field, entry.second, language)).find(wanted) != std::string::npos;
  });
}

}  // namespace

Result<RecordFilter> record_filter(const Form& form, const std::string& where, const std::string& search,
                                   Language language) {
  std::optional<Expression> condition;
  if (!where.empty()) {
    MINSYNC_ASSIGN(condition, Expression::parse(where));
    MINSYNC_TRY(check_names(form, *condition));
  }
  MINSYNC_ASSIGN(const auto normal, normalise(search));
  return RecordFilter(
      [&form, condition, wanted = folded(normal), language, today = Context::today()](const StoredRecord& record) {
        if (record.deleted) return false;
        if (condition && !condition->holds(names_of(form, record), today, false)) return false;
        return wanted.empty() || mentions(form, record, wanted, language);
      });
}

}  // namespace minsync
