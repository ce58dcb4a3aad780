// The households of one township, one after the other.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/generator/id_numbers.h"
#include "tests/generator/sample.h"

namespace minsync {

class TownshipHouseholds {
 public:
  TownshipHouseholds(const Divisions& divisions, std::uint64_t seed, const TownshipSample& plan);
  SampleHousehold next();

 private:
  int insured_count(std::int64_t index, Dice& dice) const;
  void place(SampleHousehold& household, Dice& dice) const;
  void add_members(SampleHousehold& household, Dice& dice);
  SampleMember member(Dice& dice, const std::string& surname, int age, bool male, const char* relation);

  std::uint64_t seed_;
  const UnitSpan *county_, *township_;
  std::vector<const UnitSpan*> villages_;  // the township itself where it has none
  std::int64_t households_, with_two_, with_three_, with_four_;
  // The household at `index` is the (first_ + index * step_)-th by size, step_ being coprime to households_: every part
  // of a township has its share of the larger ones.
  std::int64_t step_, first_;
  std::int64_t index_ = 0;
  IdNumbers id_numbers_;
};

}  // namespace minsync
