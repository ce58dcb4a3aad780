// The parts of a generated household that need no memory of other households.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/generator/dice.h"
#include "tests/generator/sample.h"

namespace minsync {

bool is_urban(std::string_view village_name);
std::string any_address(Dice& dice, const UnitSpan& county, const UnitSpan& township, const UnitSpan& village);
std::string any_phone(Dice& dice, std::string_view county_code);

// Category, income and benefit against the standards of 2016, which they are below; the income is spread over the
// members at `earners`.
void share_income(SampleHousehold& household, const std::vector<std::size_t>& earners, Dice& dice);
void add_account(SampleHousehold& household, const UnitSpan& township, Dice& dice);
// Cause, dates and the survey's opinion, all before `as_of`.
void add_story(SampleHousehold& household, std::int32_t as_of, Dice& dice);

}  // namespace minsync
