// Generated sample data (示例数据): household files with their members, as forms dibao_household and dibao_member have
// them, in real townships and villages. No person of the data exists. README.md says what is invented.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/divisions/divisions.h"
#include "sync_protocol/result.h"

namespace minsync {

struct SampleMember {
  std::string name, id_number;
  std::string relation;          // self spouse child parent grandchild sibling other
  std::string disability_level;  // none 1 2 3 4
  std::int64_t monthly_income_fen = 0;
};

struct SampleHousehold {
  std::string org;  // 12-digit code of the village, or of a township that has none
  std::string householder, id_number, phone, address;
  std::string household_kind;  // urban rural
  std::string category;        // A B C
  int member_count = 1, insured_count = 1;
  std::int64_t income_per_head_fen = 0, monthly_benefit_fen = 0;
  std::string bank_name, account_name, bank_account;
  std::int32_t applied_on = 0;  // days since 1970-01-01
  std::string effective_month;  // YYYY-MM
  std::string cause;            // of illness disability study accident unemployment other, separated by blanks
  int aid_items_given = 0;
  std::string survey_opinion;
  std::int32_t surveyed_on = 0;
  std::string worker;
  std::vector<SampleMember> members;  // member_count of them, the householder first
};

struct SampleRequest {
  std::uint64_t seed = 1;
  double share = 1.0;           // of each county's households, 0 to 1
  std::string city = "330100";  // ignored where `org` is given
  std::string org;              // only this county, township or village
  // This many in `org` (or the city) instead of a share.
  std::optional<std::int64_t> count;
};
// More would run out of plausible birthdays.
inline constexpr std::int64_t kMaxSampleOfTownship = 150'000, kMaxSample = 10'000'000;

// How many households, and insured persons in them, a whole township has, and how many of them were asked for.
struct TownshipSample {
  UnitId township;
  std::int64_t households = 0, insured = 0;
  std::int64_t wanted = 0;  // may exceed `households` where a count is asked for
  UnitId village;           // only those of this village count, where given
};

// By township code. Whole Hangzhou has exactly 82,475 households with 121,359 insured persons.
Result<std::vector<TownshipSample>> plan_sample(const Divisions& divisions, const SampleRequest& request);

// Hands over household after household. The n-th household of a township depends on the seed alone, so a smaller share
// or count is a part of a greater one. Identity numbers are valid and differ between all households of a seed.
Status generate_sample(const Divisions& divisions, const SampleRequest& request,
                       const std::function<void(const SampleHousehold&)>& take);

// The 20 fields of form dibao_household in the form's order, as text in the way that CSV files and the command line
// write them.
std::vector<std::pair<std::string, std::string>> sample_fields(const SampleHousehold& household);

}  // namespace minsync
