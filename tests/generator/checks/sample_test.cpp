#include "tests/generator/sample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <unordered_set>

#include "shared/identity/identity.h"
#include "tests/generator/csv.h"

namespace minsync {
namespace {

const Divisions& divisions() {
  return Divisions::built_in();
}

std::vector<SampleHousehold> sample(const SampleRequest& request) {
  std::vector<SampleHousehold> out;
  EXPECT_TRUE(generate_sample(divisions(), request, [&](const auto& household) { out.push_back(household); }));
  return out;
}

SampleRequest part_of_city(double share) {
  SampleRequest request;
  request.share = share;
  return request;
}

SampleRequest some_of(const std::string& org, std::int64_t count, std::uint64_t seed = 1) {
  SampleRequest request;
  request.org = org;
  request.count = count;
  request.seed = seed;
  return request;
}

std::string csv(const std::vector<SampleHousehold>& households) {
  std::ostringstream out;
  for (const auto& household : households) {
    write_household(out, household);
    write_members(out, household);
  }
  return out.str();
}

std::map<std::string, int> count_by_county(const SampleRequest& request) {
  std::map<std::string, int> counts;
  for (const auto& household : sample(request)) ++counts[household.org.substr(0, 6)];
  return counts;
}

std::set<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> out;
  for (std::string line; std::getline(in, line);) out.insert(line);
  return out;
}

TEST(SampleTest, WholeHangzhouHasItsHouseholdsAndPersons) {
  const std::int32_t today = *day_of(2016, 12, 31);
  int households = 0, insured = 0, wrong = 0;
  std::unordered_set<std::string> id_numbers;
  std::size_t persons = 0;
  const auto take = [&](const SampleHousehold& household) {
    ++households;
    insured += household.insured_count;
    persons += household.members.size();
    for (const auto& member : household.members) {
      wrong += check_id_number(member.id_number, today) != IdNumberFault::none;
      id_numbers.insert(member.id_number);
    }
  };
  ASSERT_TRUE(generate_sample(divisions(), SampleRequest{}, take));
  EXPECT_EQ(households, 82475);
  EXPECT_EQ(insured, 121359);
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(id_numbers.size(), persons);
}

TEST(SampleTest, ShareTakesTheSamePartOfEachCounty) {
  const auto tenth = count_by_county(part_of_city(0.1));
  std::map<std::string, std::int64_t> whole;
  const auto plan = plan_sample(divisions(), SampleRequest{});
  ASSERT_TRUE(plan);
  for (const auto& row : *plan) whole[divisions().find(row.township)->code.substr(0, 6)] += row.households;
  EXPECT_EQ(whole.size(), 13u);
  EXPECT_EQ(tenth.size(), 13u);
  for (const auto& [county, count] : whole)
    EXPECT_NEAR(tenth.at(county), static_cast<double>(count) * 0.1, 0.51) << county;
}

TEST(SampleTest, SameSeedSameBytes) {
  EXPECT_EQ(csv(sample(part_of_city(0.01))), csv(sample(part_of_city(0.01))));
  EXPECT_NE(csv(sample(some_of("330106002000", 20, 1))), csv(sample(some_of("330106002000", 20, 2))));
}

// Every compiler must draw in the same order. The number changes whenever the data is changed on purpose.
TEST(SampleTest, SameBytesOnEveryMachine) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : csv(sample(part_of_city(0.05)))) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  EXPECT_EQ(hash, 8956611866449162984u);
}

TEST(SampleTest, SmallerSampleIsPartOfAGreaterOne) {
  const auto greater = lines(csv(sample(part_of_city(0.05))));
  for (const auto& line : lines(csv(sample(part_of_city(0.02))))) ASSERT_TRUE(greater.contains(line)) << line;
  const auto many = csv(sample(some_of("330106002", 300)));
  EXPECT_TRUE(many.starts_with(csv(sample(some_of("330106002", 100)))));
}

TEST(SampleTest, CountIsExactAndStaysInTheUnit) {
  for (const auto* org : {"330106002000", "330106000000", "330127102000"}) {
    const auto unit = *divisions().get_code(org);
    const auto households = sample(some_of(org, 1000));
    EXPECT_EQ(households.size(), 1000u);
    for (const auto& household : households)
      ASSERT_TRUE(divisions().is_within(*divisions().get_code(household.org), unit)) << household.org;
  }
  const auto* const village = divisions().children(*divisions().get_code("330106002")).front();
  const auto of_village = sample(some_of(village->code, 50));
  EXPECT_EQ(of_village.size(), 50u);
  for (const auto& household : of_village) EXPECT_EQ(household.org, village->code);
}

TEST(SampleTest, TownshipsOfACountyNeverShareAnIdNumber) {
  std::unordered_set<std::string> first;
  for (const auto& household : sample(some_of("330106002", 3000))) first.insert(household.id_number);
  for (const auto& household : sample(some_of("330106004", 3000))) ASSERT_FALSE(first.contains(household.id_number));
}

TEST(SampleTest, ManyHouseholdsOfOneTownshipStillHavePlausibleBirthdays) {
  std::unordered_set<std::string> seen;
  std::size_t persons = 0;
  int wrong = 0;
  const std::int32_t today = *day_of(2016, 12, 31), oldest = *day_of(1900, 1, 1);
  ASSERT_TRUE(generate_sample(divisions(), some_of("330106002", 50000), [&](const SampleHousehold& household) {
    for (const auto& member : household.members) {
      IdNumber read;
      wrong += check_id_number(member.id_number, today, &read) != IdNumberFault::none || read.birth_day < oldest;
      seen.insert(member.id_number);
      ++persons;
    }
  }));
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(seen.size(), persons);
}

TEST(SampleTest, HouseholdsArePlausible) {
  std::map<std::string, int> kinds, categories;
  for (const auto& household : sample(part_of_city(0.05))) {
    ++kinds[household.household_kind];
    ++categories[household.category];
    ASSERT_EQ(static_cast<std::size_t>(household.member_count), household.members.size());
    ASSERT_LE(household.insured_count, household.member_count);
    ASSERT_EQ(household.members.front().relation, "self");
    ASSERT_EQ(household.members.front().name, household.householder);
    ASSERT_EQ(household.members.front().id_number, household.id_number);
    const auto standard = household.household_kind == "urban" ? 81900 : 61200;
    ASSERT_GT(household.monthly_benefit_fen, 0);
    ASSERT_LE(household.monthly_benefit_fen, standard * household.insured_count);
    ASSERT_LT(household.income_per_head_fen, standard);
    ASSERT_TRUE(is_phone(household.phone)) << household.phone;
    ASSERT_LT(household.applied_on, household.surveyed_on);
    ASSERT_LT(day_text(household.surveyed_on).substr(0, 7), household.effective_month + "~");
    ASSERT_LT(household.effective_month, "2016-12");
    ASSERT_NE(household.cause, "");
  }
  EXPECT_EQ(kinds.size(), 2u);
  EXPECT_EQ(categories.size(), 3u);
}

TEST(SampleTest, MembersIncomeAddsUpToThatPerHead) {
  for (const auto& household : sample(some_of("330106002", 500))) {
    std::int64_t sum = 0;
    for (const auto& member : household.members) sum += member.monthly_income_fen;
    ASSERT_NEAR(static_cast<double>(sum) / household.member_count, static_cast<double>(household.income_per_head_fen),
                0.51);
  }
}

TEST(SampleTest, OtherCitiesHaveASampleOfTheirSize) {
  SampleRequest huzhou;
  huzhou.city = "330500";
  const auto counts = count_by_county(huzhou);
  EXPECT_EQ(counts.size(), 5u);
  int sum = 0;
  for (const auto& [county, count] : counts) sum += count;
  EXPECT_EQ(sum, 82475 * 1301 / 3320);
}

TEST(SampleTest, FaultyRequestsAreRefused) {
  const auto fault = [](const SampleRequest& request) {
    const auto plan = plan_sample(divisions(), request);
    return plan ? std::string() : plan.error().id;
  };
  EXPECT_EQ(fault(part_of_city(1.5)), "generator.bad_amount");
  EXPECT_EQ(fault(part_of_city(-0.1)), "generator.bad_amount");
  EXPECT_EQ(fault(part_of_city(std::nan(""))), "generator.bad_amount");
  EXPECT_EQ(fault(some_of("330106002", -1)), "generator.bad_amount");
  EXPECT_EQ(fault(some_of("330106002", kMaxSampleOfTownship + 1)), "generator.bad_amount");
  EXPECT_EQ(fault(some_of("330106002", INT64_MAX)), "generator.bad_amount");
  EXPECT_EQ(fault(some_of("330104", 10)), "divisions.abolished");
  EXPECT_EQ(fault(some_of("999999", 10)), "divisions.unknown_code");
}

TEST(SampleTest, CsvQuotesWhatNeedsIt) {
  SampleHousehold household;
  household.org = "330106002001";
  household.address = "甲,乙";
  household.survey_opinion = "他说\"好\"\n完";
  household.monthly_benefit_fen = 12305;
  std::ostringstream out;
  write_household(out, household);
  const auto text = out.str();
  EXPECT_NE(text.find(",\"甲,乙\","), std::string::npos);
  EXPECT_NE(text.find(",\"他说\"\"好\"\"\n完\","), std::string::npos);
  EXPECT_NE(text.find(",123.05,"), std::string::npos);
  EXPECT_TRUE(text.ends_with(",330106002001\n"));
}

TEST(SampleTest, HeadersAreTheFormsFields) {
  std::ostringstream households, members;
  write_household_header(households);
  write_member_header(members);
  EXPECT_EQ(households.str(),
            "householder,id_number,phone,address,household_kind,category,member_count,insured_count,income_per_head,"
            "monthly_benefit,bank_name,account_name,bank_account,applied_on,effective_month,cause,aid_items_given,"
            "survey_opinion,surveyed_on,worker,org\n");
  EXPECT_EQ(members.str(), "household,name,id_number,relation,disability_level,monthly_income,org\n");
}

}  // namespace
}  // namespace minsync
