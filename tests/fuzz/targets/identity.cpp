// What people type as identity numbers, telephone numbers, days and division codes.
#include "shared/identity/identity.h"

#include "shared/divisions/divisions.h"
#include "shared/forms/characters.h"
#include "shared/text/text.h"
#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

constexpr std::int32_t kToday = 17'000;

void check_number(std::string_view input) {
  const auto number = normalise_id_number(input);
  if (normalise(input)) require(normalise_id_number(number) == number, "what is normalised stays so");
  IdNumber parts;
  const auto fault = check_id_number(number, kToday, &parts);
  if (fault != IdNumberFault::none) return;
  require(parts.text == number && parts.area == number.substr(0, 6), "a good number is read as it stands");
  if (parts.digits != 18) return;
  require(id_check_digit(std::string_view(number).substr(0, 17)) == number.back(), "its check digit fits");
  require(normalise_id_number(mask_id_number(number)) != number, "its middle is hidden");
}

void check_masks(std::string_view input) {
  const auto text = normalise(input);
  if (!text) return;
  for (const auto& masked : {mask_id_number(*text), mask_name(*text), mask_digits(*text)}) {
    require(normalise(masked).has_value(), "what is masked is still text");
    require(character_count(masked) == character_count(*text), "a mask keeps the number of characters");
  }
}

void check_code(std::string_view input) {
  const auto& divisions = Divisions::built_in();
  divisions.area_known(input);
  divisions.get_code(input);
  divisions.find_code(input);
  // Without a day, what is found may have been abolished, and get_code says so.
  const auto* unit = divisions.find_code(input, kToday);
  if (unit == nullptr) return;
  const auto id = divisions.get_code(input, kToday);
  require(id && *id == unit->id, "a code that is found names its unit");
}

}  // namespace

void run(std::string_view input) {
  check_number(input);
  check_masks(input);
  check_code(input);
  is_phone(input);
  if (const auto day = parse_day(input)) require(day_text(*day) == input, "a day is written as it was read");
}

}  // namespace minsync::fuzz
