#include "tests/generator/id_numbers.h"

#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr int kOrderNumbers = 1000;

}  // namespace

IdNumbers::IdNumbers(std::string area, std::int32_t townships, std::int32_t remainder)
    : area_(std::move(area)), townships_(townships), remainder_(remainder) {}

std::string IdNumbers::take(Dice& dice, std::int32_t birth_day, bool male) {
  auto day = birth_day - ((birth_day - remainder_) % townships_ + townships_) % townships_;
  // Even numbers are women's, odd ones men's: the search goes in steps of two.
  int order = dice.below(kOrderNumbers / 2) * 2 + (male ? 1 : 0);
  for (int tried = 0; !used_.insert(std::int64_t{day} * kOrderNumbers + order).second; ++tried) {
    order = (order + 2) % kOrderNumbers;
    if (tried % (kOrderNumbers / 2) == kOrderNumbers / 2 - 1) day -= townships_;
  }
  auto text = area_ + day_text(day) + std::to_string(kOrderNumbers + order).substr(1);
  std::erase(text, '-');
  return text + id_check_digit(text);
}

}  // namespace minsync
