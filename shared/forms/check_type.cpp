#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/forms/file_reference.h"
#include "shared/forms/value_faults.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::int64_t kGreatest = 999'999'999'999'999'999;
constexpr std::size_t kMaxIdNumber = 32;

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7f'; });
}

Status check_text(const Field& field, const std::string& text) {
  const auto longest = field.type == FieldType::id_number ? kMaxIdNumber : static_cast<std::size_t>(field.max_length);
  // At most four bytes a character: what is longer need not be counted.
  if (text.size() > longest * 4 || character_count(text) > longest) {
    return value_fault(field, "forms.value_too_long", {std::to_string(longest)});
  }
  const auto plain = normalise(text);
  if (text.empty() || !plain || *plain != text) return value_fault(field, "forms.value_not_normal");
  if (has_control_character(text)) return value_fault(field, "forms.value_control");
  return {};
}

Status check_number(const Field& field, std::int64_t units) {
  if (field.type == FieldType::date) {
    static const std::int64_t first = *day_of(1800, 1, 1), last = *day_of(2199, 12, 31);
    if (units < first || units > last) return value_fault(field, "forms.value_year");
  } else if (units > kGreatest || units < -kGreatest) {
    return value_fault(field, "forms.value_too_big", {std::to_string(units)});
  }
  return {};
}

bool is_option(const Field& field, const std::string& name) {
  return std::any_of(field.options.begin(), field.options.end(), [&](const Option& o) { return o.name == name; });
}

Status check_options(const Field& field, const Options& options) {
  const bool ordered = std::adjacent_find(options.begin(), options.end(), std::greater_equal<>()) == options.end();
  if (options.empty() || !ordered) return value_fault(field, "forms.value_not_normal");
  for (const auto& name : options) {
    if (!is_option(field, name)) return value_fault(field, "forms.value_unknown_option", {shortened(name)});
  }
  return {};
}

Status check_file(const Field& field, const std::string& text) {
  if (parse_file_reference(text)) return {};
  return value_fault(field, "forms.value_file", {shortened(text)});
}

}  // namespace

Status check_type(const Field& field, const FieldValue& value) {
  if (is_null(value)) return {};
  switch (field.type) {
    case FieldType::text:
    case FieldType::id_number:
      if (const auto* text = std::get_if<std::string>(&value)) return check_text(field, *text);
      break;
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
      if (const auto* units = std::get_if<std::int64_t>(&value)) return check_number(field, *units);
      break;
    case FieldType::select_one:
      if (const auto* name = std::get_if<std::string>(&value)) return check_options(field, {*name});
      break;
    case FieldType::select_multiple:
      if (const auto* options = std::get_if<Options>(&value)) return check_options(field, *options);
      break;
    case FieldType::reference:
      if (std::holds_alternative<RecordId>(value)) return {};
      break;
    case FieldType::file:
      if (const auto* text = std::get_if<std::string>(&value)) return check_file(field, *text);
      break;
  }
  return value_fault(field, "forms.value_kind");
}

}  // namespace minsync
