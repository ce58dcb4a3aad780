// A form's definition (YAML).
#include "shared/forms/form.h"

#include <algorithm>

#include "shared/forms/validation.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

void check_groups(const Form& form) {
  for (const auto& field : form.fields) {
    const auto holding = std::ranges::count_if(form.groups, [&](const GroupRule& group) {
      return std::ranges::find(group.fields, field.number) != group.fields.end();
    });
    require(holding == 1, "every field is in one group");
    require(form.field(field.name) == &field && form.field(field.number) == &field, "fields are found");
  }
  require(std::ranges::is_sorted(form.fields, {}, &Field::number), "fields ascend");
  require(std::ranges::is_sorted(form.groups, {}, &GroupRule::number), "groups ascend");
}

// Every text that a user of the form might type first.
void enter(const Form& form) {
  FieldValues values;
  for (const auto& field : form.fields) {
    for (const auto* text : {"", "1", "2016-3-1", "1.50", "是"}) {
      if (auto value = parse_value(field, text)) values[field.number] = std::move(*value);
    }
    if (field.options.empty()) continue;
    const auto value = parse_value(field, field.options.front().name);
    if (value) values[field.number] = *value;
  }
  check_record(form, values, {17'000, Language::zh, [](std::string_view) { return true; }});
}

}  // namespace

void run(std::string_view input) {
  const auto form = read_form(input, "form.yaml");
  if (!form) return;
  check_groups(**form);
  enter(**form);
  require(!check_successor(**form, **form), "a form does not follow itself");
}

}  // namespace minsync::fuzz
