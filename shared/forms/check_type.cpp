#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/forms/disclosure.h"
#include "shared/forms/file_reference.h"
#include "shared/forms/value_faults.h"
#include "shared/identity/identity.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

constexpr std::int64_t kGreatest = 999'999'999'999'999'999;
constexpr std::size_t kMaxIdNumber = 32;

// Nobody sees them, or they make a text look like another one: ASCII and C1 controls, direction marks (U+200E, U+200F,
// U+202A to U+202E, U+2066 to U+2069), line and paragraph separators, blanks without width, the byte order mark. The
// joiners U+200C and U+200D belong to words of some scripts.
bool is_control(char32_t c) {
  if (c < 0x20) return c != U'\n' && c != U'\t';
  return (c >= 0x7F && c <= 0x9F) || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0x61C;
}

// Of a text that is UTF-8.
bool has_control_character(std::string_view text) {
  // Only what begins like one of those is decoded; none of these bytes is inside of a character.
  constexpr std::size_t kLongest = 3;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool suspect = byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2 || byte == 0xEF;
    if (suspect && is_control(characters(text.substr(i, kLongest)).front())) return true;
  }
  return false;
}

Status check_text(const Field& field, const std::string& text) {
  const auto longest = field.type == FieldType::id_number ? kMaxIdNumber : static_cast<std::size_t>(field.max_length);
  // What most texts are can be told in one look.
  if (const auto count = count_of_plain(text); count && *count > 0 && *count <= longest) return {};
  // At most four bytes a character: what is longer need not be counted.
  if (text.size() > longest * 4 || character_count(text) > longest) {
    return value_fault(field, "forms.value_too_long", {std::to_string(longest)});
  }
  if (text.empty() || !is_normalised(text)) return value_fault(field, "forms.value_not_normal");
  if (has_control_character(text)) return value_fault(field, "forms.value_control");
  return {};
}

Status check_number(const Field& field, std::int64_t units) {
  if (field.type == FieldType::date) {
    static const std::int64_t first = *day_of(1800, 1, 1), last = *day_of(2199, 12, 31);
    if (units < first || units > last) return value_fault(field, "forms.value_year");
  } else if (units > kGreatest || units < -kGreatest) {
    return value_fault(field, "forms.value_too_big", {quotable(field, std::to_string(units))});
  }
  return {};
}

bool is_option(const Field& field, const std::string& name) {
  return std::any_of(field.options.begin(), field.options.end(), [&](const Option& o) { return o.name == name; });
}

Status check_option(const Field& field, const std::string& name) {
  if (is_option(field, name)) return {};
  return value_fault(field, "forms.value_unknown_option", {quotable(field, name)});
}

Status check_options(const Field& field, const Options& options) {
  const bool ordered = std::adjacent_find(options.begin(), options.end(), std::greater_equal<>()) == options.end();
  if (options.empty() || !ordered) return value_fault(field, "forms.value_not_normal");
  for (const auto& name : options) MINSYNC_TRY(check_option(field, name));
  return {};
}

Status check_file(const Field& field, const std::string& text) {
  if (parse_file_reference(text)) return {};
  return value_fault(field, "forms.value_file", {quotable(field, text)});
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
      if (const auto* name = std::get_if<std::string>(&value)) return check_option(field, *name);
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
