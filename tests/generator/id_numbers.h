// Valid identity numbers of one township, none twice, also not among the townships of its county.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "tests/generator/dice.h"

namespace minsync {

class IdNumbers {
 public:
  // The townships of a county share its area code, so each is given birthdays of its own: the days that leave
  // `remainder` when divided by `townships`.
  IdNumbers(std::string area, std::int32_t townships, std::int32_t remainder);

  // A birthday at most some weeks before `birth_day`, or more where a day's numbers are used up.
  std::string take(Dice& dice, std::int32_t birth_day, bool male);

 private:
  std::string area_;
  std::int32_t townships_, remainder_;
  std::unordered_set<std::int64_t> used_;  // day * 1000 + order number
};

}  // namespace minsync
