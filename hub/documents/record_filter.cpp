#include "hub/documents/record_filter.h"

#include <algorithm>
#include <memory>

#include "hub/documents/names.h"
#include "shared/cli/flags_json.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

ExpressionValue text_value(std::string text) {
  ExpressionValue value;
  value.kind = text.empty() ? ExpressionValue::Kind::empty : ExpressionValue::Kind::text;
  value.text = std::move(text);
  return value;
}

bool is_found(const Form& form, const StoredRecord& record, const std::string& search) {
  return std::ranges::any_of(record.shown, [&](const auto& shown) {
    const Field* field = form.field(shown.first);
    if (field == nullptr) return false;
    // A part of what is hidden would tell it piece by piece.
    const auto text = format_value(*field, shown.second);
    return is_hidden(*field, Disclosure::masked) ? text == search : text.find(search) != text.npos;
  });
}

bool holds(const Form& form, const Expression& where, const StoredRecord& record, std::int32_t day) {
  const auto names = [&](std::string_view name) {
    if (name == "org") return text_value(code_of(record.state.unit));
    if (name == "id") return text_value(record.state.id.value.text());
    return expression_value(form, record.shown, name);
  };
  return where.holds(names, day, false);
}

}  // namespace

Result<RecordFilter> record_filter(const Form& form, const RecordsWanted& wanted) {
  std::optional<UnitId> root;
  if (!wanted.org.empty()) {
    MINSYNC_ASSIGN(root, divisions_in_use().get_code(wanted.org));
  }
  std::optional<Expression> where;
  if (!wanted.where.empty()) {
    MINSYNC_ASSIGN(where, Expression::parse(wanted.where));
    MINSYNC_TRY(check_names(form, *where));
  }
  return RecordFilter([&form, root, where, search = wanted.search, flagged = wanted.flagged,
                       day = today()](const StoredRecord& record) {
    if (record.deleted || (root && !divisions_in_use().is_within(record.state.unit, *root))) return false;
    if (where && !holds(form, *where, record, day)) return false;
    if (!search.empty() && !is_found(form, record, search)) return false;
    return !flagged || !flags_of(form, record, day).empty();
  });
}

}  // namespace minsync
