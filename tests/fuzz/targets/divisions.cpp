// A bureau's own table of divisions: units.csv, a line "---", lineage.csv.
#include "shared/divisions/divisions.h"

#include "tests/fuzz/fuzz.h"

namespace minsync::fuzz {
namespace {

constexpr std::size_t kMostUnits = 40;

void use(const Divisions& divisions, const UnitSpan& unit, std::int32_t day) {
  require(divisions.find(unit.id) != nullptr, "a unit that is there is found");
  divisions.get_code(unit.code, day);
  divisions.children(unit.id, day);
  for (const auto id : divisions.reported_under(unit.id, day)) {
    require(divisions.find(id) != nullptr, "a unit is reported under one that is there");
  }
  divisions.lineage(unit.id);
  require(divisions.is_within(unit.id, unit.id, day), "a unit is within itself");
  const auto city = divisions.at_level(unit.id, UnitLevel::city, day);
  require(!city || divisions.is_within(unit.id, *city, day), "a unit is within its city");
  partition_of(divisions, unit.id);
}

}  // namespace

void run(std::string_view input) {
  const auto [units, lineage] = split_text(input);
  const auto divisions = Divisions::read(units, lineage);
  if (!divisions) return;
  std::size_t used = 0;
  for (const auto* unit : divisions->all()) {
    if (used++ == kMostUnits) break;
    for (const std::int32_t day : {0, 17'000, unit->from_day, unit->to_day}) use(*divisions, *unit, day);
  }
}

}  // namespace minsync::fuzz
