#include "tests/generator/households.h"

#include <algorithm>
#include <numeric>

#include "shared/identity/identity.h"
#include "tests/generator/money_and_words.h"
#include "tests/generator/names.h"

namespace minsync {
namespace {

const std::int32_t kAsOf = *day_of(2016, 11, 30);
constexpr int kAdult = 16;

std::int32_t townships_of(const Divisions& divisions, UnitId county) {
  return static_cast<std::int32_t>(divisions.children(county).size());
}

std::int32_t position_of(const Divisions& divisions, const UnitSpan& township) {
  const auto all = divisions.children(township.parent);
  return static_cast<std::int32_t>(std::ranges::find(all, township.id, &UnitSpan::id) - all.begin());
}

std::int64_t coprime_step(std::int64_t n) {
  auto step = std::max<std::int64_t>(1, n * 618 / 1000);
  while (std::gcd(step, n) > 1) ++step;
  return step;
}

struct Kin {
  const char* relation;
  int age;
  bool same_surname;
};

Kin any_kin(Dice& dice, int householder_age, bool has_spouse) {
  const int n = dice.below(100);
  if (n < 45 && !has_spouse) return {"spouse", std::max(22, householder_age + dice.between(-6, 4)), false};
  if (n < 80) {
    const int youngest = dice.below(6);
    return {"child", std::max(youngest, householder_age - dice.between(21, 34)), dice.percent(85)};
  }
  if (n < 88 && householder_age <= 62) return {"parent", householder_age + dice.between(20, 32), dice.percent(60)};
  if (n < 95 && householder_age >= 50) return {"grandchild", dice.between(0, 18), dice.percent(80)};
  if (n < 98) return {"sibling", std::max(18, householder_age + dice.between(-9, 9)), true};
  return {"other", dice.between(18, 80), false};
}

}  // namespace

TownshipHouseholds::TownshipHouseholds(const Divisions& divisions, std::uint64_t seed, const TownshipSample& plan)
    : seed_(seed),
      county_(divisions.find(divisions.find(plan.township)->parent)),
      township_(divisions.find(plan.township)),
      villages_(divisions.children(plan.township)),
      households_(plan.households),
      step_(coprime_step(std::max<std::int64_t>(1, plan.households))),
      first_(static_cast<std::int64_t>(Dice(seed, township_->code, 0).next() >> 32)),
      id_numbers_(county_->code.substr(0, 6), townships_of(divisions, county_->id),
                  position_of(divisions, *township_)) {
  if (villages_.empty()) villages_.push_back(township_);
  const auto extra = plan.insured - plan.households;
  with_four_ = extra * 5 / 100 / 3;
  with_three_ = extra * 25 / 100 / 2;
  with_two_ = extra - 2 * with_three_ - 3 * with_four_;
}

// Within the plan exactly the plan's insured persons, beyond it about as many.
int TownshipHouseholds::insured_count(std::int64_t index, Dice& dice) const {
  if (index >= households_) return dice.percent(67) ? 1 : dice.percent(82) ? 2 : dice.percent(85) ? 3 : 4;
  const auto place = (index * step_ + first_) % households_;
  if (place < with_four_) return 4;
  if (place < with_four_ + with_three_) return 3;
  return place < with_four_ + with_three_ + with_two_ ? 2 : 1;
}

void TownshipHouseholds::place(SampleHousehold& household, Dice& dice) const {
  const auto& village = *villages_[static_cast<std::size_t>(dice.below(static_cast<int>(villages_.size())))];
  household.org = village.code;
  household.household_kind = is_urban(village.name) ? "urban" : "rural";
  household.address = any_address(dice, *county_, *township_, village);
  household.phone = any_phone(dice, county_->code);
  Dice of_village(seed_, village.code, 0);
  household.worker = any_surname(of_village);
  const bool male = of_village.percent(40);
  household.worker += any_given_name(of_village, male);
}

SampleMember TownshipHouseholds::member(Dice& dice, const std::string& surname, int age, bool male,
                                        const char* relation) {
  SampleMember out;
  out.name = surname + any_given_name(dice, male);
  const auto born = static_cast<std::int32_t>(kAsOf - 40 - age * 1461 / 4 - dice.below(325));
  out.id_number = id_numbers_.take(dice, born, male);
  out.relation = relation;
  out.disability_level =
      dice.percent(age >= 20 ? 22 : 6) ? std::string(1, static_cast<char>('1' + dice.below(4))) : "none";
  return out;
}

void TownshipHouseholds::add_members(SampleHousehold& household, Dice& dice) {
  int age = dice.between(24, 70);
  age = std::min(age + dice.between(0, 24), 92);
  const bool male = dice.percent(62);
  const auto surname = any_surname(dice);
  household.members.push_back(member(dice, surname, age, male, "self"));
  std::vector<std::size_t> earners{0};
  bool has_spouse = false;
  for (int i = 1; i < household.member_count; ++i) {
    const auto kin = any_kin(dice, age, has_spouse);
    const bool spouse = std::string_view(kin.relation) == "spouse";
    has_spouse = has_spouse || spouse;
    const bool kin_male = spouse ? !male : dice.percent(50);
    const auto kin_age = std::min(kin.age, 99);
    if (kin_age >= kAdult) earners.push_back(household.members.size());
    const auto kin_surname = kin.same_surname ? surname : any_surname(dice);
    household.members.push_back(member(dice, kin_surname, kin_age, kin_male, kin.relation));
  }
  share_income(household, earners, dice);
}

SampleHousehold TownshipHouseholds::next() {
  Dice dice(seed_, township_->code, static_cast<std::uint64_t>(index_));
  SampleHousehold household;
  household.insured_count = insured_count(index_++, dice);
  household.member_count = household.insured_count + (dice.percent(75) ? 0 : dice.between(1, 2));
  place(household, dice);
  add_members(household, dice);
  household.householder = household.members.front().name;
  household.id_number = household.members.front().id_number;
  add_account(household, *township_, dice);
  add_story(household, kAsOf, dice);
  return household;
}

Status generate_sample(const Divisions& divisions, const SampleRequest& request,
                       const std::function<void(const SampleHousehold&)>& take) {
  MINSYNC_ASSIGN(const auto plan, plan_sample(divisions, request));
  for (const auto& row : plan) {
    TownshipHouseholds households(divisions, request.seed, row);
    const auto* const village = divisions.find(row.village);
    for (std::int64_t taken = 0; taken < row.wanted;) {
      const auto household = households.next();
      if (village && household.org != village->code) continue;
      take(household);
      ++taken;
    }
  }
  return {};
}

}  // namespace minsync
