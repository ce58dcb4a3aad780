#include "shared/forms/disclosure.h"

#include <algorithm>

#include "shared/forms/characters.h"
#include "shared/forms/validation.h"
#include "shared/forms/value_faults.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::string_view kNothing = "***";
// Longer than any day or usual amount, shorter than a mobile phone's number.
constexpr std::size_t kLongNumber = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A phone or an account, and not a word with a digit in it.
bool is_number(std::string_view text) {
  return std::ranges::any_of(text, is_digit) && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || std::string_view(" -+()").find(c) != std::string_view::npos;
         });
}

}  // namespace

bool is_hidden(const Field& field, Disclosure disclosure) {
  return field.sensitive && disclosure == Disclosure::masked;
}

std::string disclosed(const Field& field, const FieldValue& value, Disclosure disclosure) {
  const auto text = format_value(field, value);
  return is_hidden(field, disclosure) ? mask_value(field, text) : text;
}

std::string disclosed(const Field& field, const FieldValue& value, Language language, Disclosure disclosure) {
  if (is_hidden(field, disclosure)) return mask_value(field, format_value(field, value));
  return show_value(field, value, language);
}

std::string mask_value(const Field& field, std::string_view text) {
  if (!field.sensitive || text.empty()) return std::string(text);
  if (field.type == FieldType::id_number) return mask_id_number(text);
  return field.type == FieldType::text && is_number(text) ? mask_digits(text) : std::string(kNothing);
}

bool looks_masked(const Field& field, std::string_view text) {
  return field.sensitive && text.find('*') != std::string_view::npos;
}

Status check_not_masked(const Field& field, std::string_view text) {
  return looks_masked(field, text) ? value_fault(field, "forms.value_masked") : Status{};
}

std::string quotable(const Field& field, std::string_view text) {
  return field.sensitive ? shortened(mask_value(field, text)) : quotable(text);
}

std::string quotable(std::string_view text) {
  auto plain = half_width(shortened(text));
  bool hidden = false;
  for (auto from = std::ranges::find_if(plain, is_digit); from != plain.end();) {
    const auto end = std::find_if_not(from, plain.end(), is_digit);
    if (static_cast<std::size_t>(end - from) >= kLongNumber) {
      std::fill(from + 3, end - 2, '*');
      hidden = true;
    }
    from = std::find_if(end, plain.end(), is_digit);
  }
  return hidden ? plain : shortened(text);
}

}  // namespace minsync
