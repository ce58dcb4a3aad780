// What people type into a field. The first two bytes choose the field among those of all built-in forms.
#include "shared/forms/disclosure.h"
#include "shared/forms/form.h"
#include "shared/forms/validation.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

struct Place {
  const Form* form;
  const Field* field;
};

Place place_for(std::size_t choice) {
  static const FormCatalogue catalogue = *FormCatalogue::load();
  static const std::vector<Place> places = [] {
    std::vector<Place> all;
    for (const auto& form : catalogue.forms()) {
      for (const auto& field : form->fields) all.push_back({form, &field});
    }
    return all;
  }();
  return places[choice % places.size()];
}

}  // namespace

void run(std::string_view input) {
  const auto [low, rest] = split_choice(input);
  const auto [high, text] = split_choice(rest);
  const auto [form, field] = place_for(static_cast<std::size_t>(high) << 8 | low);
  const auto value = parse_value(*field, text);
  if (!value) return;
  require(check_type(*field, *value).has_value(), "what was typed and accepted is of the field's type");
  const auto formatted = format_value(*field, *value);
  require(parse_value(*field, formatted) == value, "a value is read as it was written");
  if (field->type != FieldType::select_multiple) {
    require(parse_value(*field, show_value(*field, *value, Language::zh)) == value, "a value is read as it was shown");
  }
  mask_value(*field, formatted);
  check_record(*form, {{field->number, *value}}, {17'000, Language::zh, [](std::string_view) { return false; }});
}

}  // namespace minsync::fuzz
