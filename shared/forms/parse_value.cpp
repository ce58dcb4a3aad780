#include <algorithm>
#include <array>
#include <charconv>

#include "shared/forms/characters.h"
#include "shared/forms/decimal.h"
#include "shared/forms/disclosure.h"
#include "shared/forms/nearest.h"
#include "shared/forms/value_faults.h"
#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxTyped = 100000;    // bytes read of any value
constexpr std::size_t kMaxShortTyped = 200;  // bytes of a number, date or id

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// 12,345.60: commas only where they part thousands, so that 12,5 is not read as 125.
Result<std::string> without_thousands(const Field& field, std::string text) {
  if (text.find(',') == std::string::npos) return text;
  std::string_view whole = std::string_view(text).substr(0, text.find('.'));
  if (whole.starts_with('-') || whole.starts_with('+')) whole.remove_prefix(1);
  bool first = true, good = true;
  while (good && !whole.empty()) {
    const auto part = whole.substr(0, whole.find(','));
    good = all_digits(part) && (first ? part.size() <= 3 : part.size() == 3);
    first = false;
    whole.remove_prefix(std::min(part.size() + 1, whole.size()));
  }
  if (!good) return value_fault(field, "forms.value_number", {quotable(field, text)});
  std::erase(text, ',');
  return text;
}

Result<FieldValue> parse_number(const Field& field, std::string_view typed) {
  MINSYNC_ASSIGN(const std::string text, without_thousands(field, half_width(typed)));
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const auto point = digits.find('.');
  const auto whole = digits.substr(0, point);
  const auto places = point == std::string_view::npos ? std::string_view{} : digits.substr(point + 1);
  const bool shaped = all_digits(whole) && (point == std::string_view::npos || all_digits(places));
  if (!shaped) return value_fault(field, "forms.value_number", {quotable(field, typed)});
  if (point != std::string_view::npos && field.scale == 0) {
    return value_fault(field, "forms.value_whole", {quotable(field, typed)});
  }
  if (places.size() > static_cast<std::size_t>(field.scale)) {
    return value_fault(field, "forms.value_places", {quotable(field, typed), std::to_string(field.scale)});
  }
  std::string scaled = std::string(whole) + std::string(places);
  scaled.append(static_cast<std::size_t>(field.scale) - places.size(), '0');
  scaled.erase(0, std::min(scaled.find_first_not_of('0'), scaled.size() - 1));
  std::int64_t units = 0;
  if (scaled.size() <= 18) std::from_chars(scaled.data(), scaled.data() + scaled.size(), units);
  if (scaled.size() > 18) return value_fault(field, "forms.value_too_big", {quotable(field, typed)});
  return FieldValue{negative ? -units : units};
}

// Year, month and day as they were typed; nothing if the text is not shaped like a date.
std::optional<std::array<int, 3>> date_parts(const std::string& text) {
  if (text.size() == 8 && all_digits(text))
    return date_parts(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6));
  std::string plain = text;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSigns = {
      {{"年", "-"}, {"月", "-"}, {"日", ""}, {"/", "-"}, {".", "-"}}};
  for (const auto& [sign, ascii] : kSigns) {
    for (auto at = plain.find(sign); at != std::string::npos; at = plain.find(sign))
      plain.replace(at, sign.size(), ascii);
  }
  std::array<int, 3> out{};
  std::string_view left = plain;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = i < 2 ? left.substr(0, std::min(left.find('-'), left.size())) : left;
    if (!all_digits(part) || (i == 0 ? part.size() != 4 : part.size() > 2)) return std::nullopt;
    std::from_chars(part.data(), part.data() + part.size(), out[i]);
    left.remove_prefix(std::min(part.size() + 1, left.size()));
  }
  return out;
}

Result<FieldValue> parse_date(const Field& field, std::string_view typed) {
  std::string text = half_width(typed);
  std::erase(text, ' ');
  const auto parts = date_parts(text);
  if (!parts) return value_fault(field, "forms.value_date", {quotable(field, typed)});
  const auto day = day_of((*parts)[0], (*parts)[1], (*parts)[2]);
  if (!day) return value_fault(field, "forms.value_no_such_day", {quotable(field, typed)});
  const FieldValue value{static_cast<std::int64_t>(*day)};
  MINSYNC_TRY(check_type(field, value));
  return value;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// By name or label; capitals count only where two options differ by them alone.
const Option* option_for(const Field& field, std::string_view typed) {
  const std::string plain = half_width(typed);
  const auto among = [&](const auto& is_it) -> const Option* {
    for (const auto& option : field.options) {
      for (const auto* word : {&option.name, &option.label.zh, &option.label.en}) {
        if (is_it(*word)) return &option;
      }
    }
    return nullptr;
  };
  const auto* exact = among([&](const std::string& word) { return word == typed || word == plain; });
  if (exact != nullptr) return exact;
  const std::string small = lower(plain);
  return among([&](const std::string& word) { return lower(word) == small; });
}

tl::unexpected<Fault> unknown_option(const Field& field, std::string_view typed) {
  std::vector<std::string> known;
  for (const auto& option : field.options) {
    known.push_back(option.label.zh == option.name ? option.name : option.name + "(" + option.label.zh + ")");
  }
  return value_fault(field, "forms.value_option", {quotable(field, typed), nearest_names(typed, known, 12)});
}

// `text` cut at any of the signs, without empty parts.
std::vector<std::string_view> split(std::string_view text, const std::vector<std::string_view>& signs) {
  std::vector<std::string_view> out;
  std::size_t start = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const auto left = text.substr(at);
    const auto sign = std::find_if(signs.begin(), signs.end(), [&](auto s) { return left.starts_with(s); });
    if (sign == signs.end() && !left.empty()) continue;
    const auto part = trim_blanks(text.substr(start, at - start));
    if (!part.empty()) out.push_back(part);
    if (left.empty()) break;
    start = at + sign->size();
    at = start - 1;
  }
  return out;
}

Result<FieldValue> parse_options(const Field& field, std::string_view typed) {
  Options chosen;
  for (const auto part : split(typed, {"\u3001", ";", "\uff1b", ",", "\uff0c"})) {
    // A label may hold a blank, so the whole part is tried before its words.
    if (const Option* option = option_for(field, part)) {
      chosen.push_back(option->name);
      continue;
    }
    for (const auto word : split(part, {" ", "\t", "\u3000", "\u00a0", "\n", "\r"})) {
      const Option* option = option_for(field, word);
      if (option == nullptr) return unknown_option(field, word);
      chosen.push_back(option->name);
    }
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  if (chosen.empty()) return FieldValue{Null{}};
  return FieldValue{std::move(chosen)};
}

Result<FieldValue> parse_text(const Field& field, std::string_view typed) {
  std::string text(typed);
  for (auto at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
  FieldValue value{std::move(text)};
  MINSYNC_TRY(check_type(field, value));
  return value;
}

Result<FieldValue> parse_short(const Field& field, std::string_view typed) {
  if (typed.size() > kMaxShortTyped)
    return value_fault(field, "forms.value_too_long", {std::to_string(kMaxShortTyped)});
  switch (field.type) {
    case FieldType::date:
      return parse_date(field, typed);
    case FieldType::id_number: {
      FieldValue value{normalise_id_number(typed)};
      MINSYNC_TRY(check_type(field, value));
      return value;
    }
    case FieldType::reference: {
      const auto id = Uuid::parse(lower(half_width(typed)));
      if (!id || id->is_nil()) return value_fault(field, "forms.value_reference", {quotable(field, typed)});
      return FieldValue{RecordId{*id}};
    }
    default:
      return parse_number(field, typed);
  }
}

}  // namespace

Result<FieldValue> parse_value(const Field& field, std::string_view text) {
  if (text.size() > kMaxTyped) return value_fault(field, "forms.value_too_long", {std::to_string(field.max_length)});
  MINSYNC_ASSIGN(const std::string plain, normalise(text));
  const auto typed = trim_blanks(plain);
  if (typed.empty()) return FieldValue{Null{}};
  switch (field.type) {
    case FieldType::text:
    case FieldType::file:
      return parse_text(field, typed);
    case FieldType::select_multiple:
      return parse_options(field, typed);
    case FieldType::select_one: {
      const Option* option = option_for(field, typed);
      if (option == nullptr) return unknown_option(field, typed);
      return FieldValue{option->name};
    }
    default:
      return parse_short(field, typed);
  }
}

}  // namespace minsync
