#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/forms/decimal.h"
#include "shared/forms/file_reference.h"
#include "shared/forms/validation.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : std::string(separator)) + part;
  return out;
}

const Option* find_option(const Field& field, const std::string& name) {
  const auto found =
      std::find_if(field.options.begin(), field.options.end(), [&](const Option& o) { return o.name == name; });
  return found == field.options.end() ? nullptr : &*found;
}

std::string option_label(const Field& field, const std::string& name, Language language) {
  const Option* option = find_option(field, name);
  return option == nullptr ? name : option->label.in(language);
}

std::string format_integer(const Field& field, std::int64_t units) {
  const bool is_day = field.type == FieldType::date && units >= INT32_MIN && units <= INT32_MAX;
  if (is_day) return day_text(static_cast<std::int32_t>(units));
  return decimal_text(units, field.type == FieldType::decimal ? field.scale : 0);
}

// Its name and how large it is; the hash means nothing to people.
std::string file_shown(const std::string& text) {
  const auto file = parse_file_reference(text);
  if (!file) return text;
  return file->name + " (" + decimal_text(static_cast<std::int64_t>((file->size + 99) / 100), 1) + " kB)";
}

}  // namespace

std::string format_value(const Field& field, const FieldValue& value) {
  if (const auto* units = std::get_if<std::int64_t>(&value)) return format_integer(field, *units);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* options = std::get_if<Options>(&value)) return joined(*options, " ");
  if (const auto* id = std::get_if<RecordId>(&value)) return id->value.text();
  return {};
}

std::string show_value(const Field& field, const FieldValue& value, Language language) {
  const auto* one = std::get_if<std::string>(&value);
  if (one != nullptr && field.type == FieldType::select_one) return option_label(field, *one, language);
  if (one != nullptr && field.type == FieldType::file) return file_shown(*one);
  const auto* many = std::get_if<Options>(&value);
  if (many == nullptr) return format_value(field, value);
  std::vector<std::string> labels;
  // In the form's order, which means something to people; names a newer form has come last.
  for (const auto& option : field.options) {
    if (std::find(many->begin(), many->end(), option.name) != many->end()) labels.push_back(option.label.in(language));
  }
  for (const auto& name : *many) {
    if (find_option(field, name) == nullptr) labels.push_back(name);
  }
  return joined(labels, language == Language::zh ? "、" : ", ");
}

}  // namespace minsync
