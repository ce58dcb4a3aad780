#include "tests/generator/money_and_words.h"

#include <array>

#include "shared/identity/identity.h"
#include "tests/generator/names.h"

namespace minsync {
namespace {

// Monthly standards of 2016 in fen: urban, rural, and rural in the city's western counties. Which rural county had
// which is invented.
constexpr std::int64_t kUrbanStandard = 81'900, kRuralStandard = 61'200, kWesternStandard = 59'400;
constexpr std::array<std::string_view, 4> kWestern{"330112", "330122", "330127", "330182"};

template <typename Value, std::size_t n>
const Value& pick(Dice& dice, const std::array<Value, n>& values) {
  return values[static_cast<std::size_t>(dice.below(static_cast<int>(n)))];
}

std::int64_t standard_of(const SampleHousehold& household) {
  if (household.household_kind == "urban") return kUrbanStandard;
  for (const auto county : kWestern) {
    if (household.org.starts_with(county)) return kWesternStandard;
  }
  return kRuralStandard;
}

std::string digits(Dice& dice, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += static_cast<char>('0' + dice.below(10));
  return out;
}

// ISO/IEC 7812 (Luhn), as on bank cards.
char card_check_digit(std::string_view number) {
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int doubled = (number[number.size() - 1 - i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string_view without(std::string_view text, std::string_view suffix) {
  if (text.ends_with(suffix)) text.remove_suffix(suffix.size());
  return text;
}

constexpr std::array<std::string_view, 6> kCauses{"illness",  "disability",   "study",
                                                  "accident", "unemployment", "other"};
constexpr std::array<std::string_view, 6> kSituations{"家庭成员长期患病，医药支出较大", "家庭成员残疾，劳动能力受限",
                                                      "子女在校就读，教育支出较大",     "家中突遭意外事故，生活困难",
                                                      "主要劳动力失业，收入来源减少",   "家庭收入低，缺乏稳定来源"};
constexpr std::array<std::string_view, 4> kFindings{"经入户调查情况属实", "经邻里走访、入户核查，所报情况属实",
                                                    "经民主评议无异议", "经核对家庭经济状况符合条件"};

std::size_t main_cause(const SampleHousehold& household, Dice& dice) {
  const bool disabled = household.members.front().disability_level != "none";
  if (disabled && dice.percent(60)) return 1;
  const int n = dice.below(100);
  if (n < 45) return 0;
  if (n < 58) return 2;
  return n < 65 ? 3 : n < 85 ? 4 : 5;
}

}  // namespace

bool is_urban(std::string_view village_name) {
  return village_name.ends_with("居委会") || village_name.ends_with("社区");
}

std::string any_address(Dice& dice, const UnitSpan& county, const UnitSpan& township, const UnitSpan& village) {
  std::string out = county.name + township.name;
  if (village.id != township.id) out += without(without(village.name, "居委会"), "委会");
  if (!is_urban(village.name)) return out + std::to_string(dice.between(1, 480)) + "号";
  out += std::to_string(dice.between(1, 68)) + "幢";
  out += std::to_string(dice.between(1, 5)) + "单元";
  out += std::to_string(dice.between(1, 18)) + "0";
  return out + std::to_string(dice.between(1, 4)) + "室";
}

std::string any_phone(Dice& dice, std::string_view county_code) {
  constexpr std::array<std::string_view, 12> kPrefixes{"130", "133", "135", "136", "137", "138",
                                                       "139", "150", "158", "159", "186", "188"};
  if (dice.percent(90)) {
    const std::string prefix(pick(dice, kPrefixes));
    return prefix + digits(dice, 8);
  }
  const auto* const area = county_code.starts_with("3305") ? "0572" : county_code.starts_with("3308") ? "0570" : "0571";
  return std::string(area) + "-8" + digits(dice, std::string_view(area) == "0571" ? 7 : 6);
}

void share_income(SampleHousehold& household, const std::vector<std::size_t>& earners, Dice& dice) {
  const auto standard = standard_of(household);
  const int n = dice.below(100);
  household.category = n < 20 ? "A" : n < 65 ? "B" : "C";
  const int of_standard = n < 20 ? dice.between(0, 15) : n < 65 ? dice.between(16, 60) : dice.between(61, 92);
  const auto yuan = standard / 100 * of_standard / 100 * household.member_count;
  household.income_per_head_fen = (yuan * 100 + household.member_count / 2) / household.member_count;
  household.monthly_benefit_fen = household.insured_count * (standard - household.income_per_head_fen);
  const auto each = yuan / static_cast<std::int64_t>(earners.size());
  for (const auto i : earners) household.members[i].monthly_income_fen = each * 100;
  household.members[earners.front()].monthly_income_fen += (yuan % static_cast<std::int64_t>(earners.size())) * 100;
}

void add_account(SampleHousehold& household, const UnitSpan& township, Dice& dice) {
  struct Bank {
    std::string_view name, prefix;
  };
  constexpr std::array<Bank, 5> kBanks{Bank{"农村商业银行", "621058"},
                                       {"中国农业银行", "622848"},
                                       {"中国工商银行", "622202"},
                                       {"中国建设银行", "621700"},
                                       {"邮政储蓄银行", "621098"}};
  const auto& bank = pick(dice, kBanks);
  auto place = without(without(without(township.name, "街道"), "镇"), "乡");
  if (place.size() > 30) place = "营业部";
  household.bank_name = std::string(bank.name) + std::string(place) + "支行";
  household.account_name = dice.percent(94) ? household.householder : household.members.back().name;
  household.bank_account = std::string(bank.prefix) + digits(dice, 12);
  household.bank_account += card_check_digit(household.bank_account);
}

void add_story(SampleHousehold& household, std::int32_t as_of, Dice& dice) {
  const auto main = main_cause(household, dice);
  household.cause = kCauses[main];
  if (dice.percent(22)) {
    const auto second = static_cast<std::size_t>(dice.below(5));
    if (second > main) household.cause += ' ' + std::string(kCauses[second]);
  }
  household.applied_on = as_of - 75 - dice.below(2700);
  household.surveyed_on = household.applied_on + dice.between(3, 20);
  household.effective_month = day_text(household.surveyed_on + dice.between(10, 40)).substr(0, 7);
  household.aid_items_given = dice.percent(55) ? 0 : dice.between(1, 6);
  const auto spending = std::to_string(dice.between(40, 999)) + "0";
  household.survey_opinion = std::string(kSituations[main]) + "，月支出约" + spending + "元，" +
                             std::string(pick(dice, kFindings)) + "，拟按" + household.category + "类保障。";
}

}  // namespace minsync
