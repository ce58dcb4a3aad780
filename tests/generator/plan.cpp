#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/generator/sample.h"

namespace minsync {
namespace {

constexpr std::int64_t kHangzhouHouseholds = 82'475, kHangzhouInsured = 121'359, kHangzhouVillages = 3'320;

// Invented: thousandths of the city's households in each county of Hangzhou.
struct CountyShare {
  std::string_view code;
  std::int64_t thousandths;
};
constexpr CountyShare kCountyShares[] = {
    {"330102000000", 70}, {"330105000000", 80},  {"330106000000", 45}, {"330108000000", 10}, {"330109000000", 120},
    {"330110000000", 75}, {"330111000000", 95},  {"330112000000", 85}, {"330113000000", 60}, {"330114000000", 35},
    {"330122000000", 90}, {"330127000000", 130}, {"330182000000", 105}};

// Largest remainders: whole numbers that add up to `total`.
std::vector<std::int64_t> apportion(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (sum == 0) return parts;
  std::vector<std::size_t> order(weights.size());
  auto left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    order[i] = i;
    parts[i] = total * weights[i] / sum;
    left -= parts[i];
  }
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(-(total * weights[i] % sum), i); });
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

template <typename Row, typename Weight>
std::vector<std::int64_t> weights_of(const std::vector<Row>& rows, Weight weight) {
  std::vector<std::int64_t> out;
  for (const auto& row : rows) out.push_back(weight(row));
  return out;
}

std::int64_t villages_of(const Divisions& divisions, UnitId township) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(divisions.children(township).size()));
}

std::int64_t villages_below(const Divisions& divisions, UnitId county) {
  std::int64_t sum = 0;
  for (const auto* township : divisions.children(county)) sum += villages_of(divisions, township->id);
  return sum;
}

std::int64_t county_weight(const Divisions& divisions, const UnitSpan& county) {
  const auto* const known = std::ranges::find(kCountyShares, county.code, &CountyShare::code);
  return known != std::end(kCountyShares) ? known->thousandths : villages_below(divisions, county.id);
}

// The whole city's townships, without what is wanted of them.
std::vector<TownshipSample> whole_city(const Divisions& divisions, UnitId city) {
  const auto counties = divisions.children(city);
  std::int64_t villages = 0;
  for (const auto* county : counties) villages += villages_below(divisions, county->id);
  const bool hangzhou = villages == kHangzhouVillages;
  const auto scaled = [&](std::int64_t n) { return hangzhou ? n : n * villages / kHangzhouVillages; };
  const auto of_county = apportion(scaled(kHangzhouHouseholds),
                                   weights_of(counties, [&](const auto* c) { return county_weight(divisions, *c); }));
  std::vector<TownshipSample> rows;
  for (std::size_t i = 0; i < counties.size(); ++i) {
    const auto townships = divisions.children(counties[i]->id);
    const auto weights = weights_of(townships, [&](const auto* t) { return villages_of(divisions, t->id); });
    const auto households = apportion(of_county[i], weights);
    for (std::size_t t = 0; t < townships.size(); ++t) rows.push_back({townships[t]->id, households[t], 0, 0, {}});
  }
  const auto more = scaled(kHangzhouInsured) - scaled(kHangzhouHouseholds);
  const auto extra = apportion(more, weights_of(rows, [](const auto& row) { return row.households; }));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].insured = rows[i].households + extra[i];
  return rows;
}

void want(std::vector<TownshipSample>& rows, std::int64_t count) {
  // A township of which the plan has nothing still gives what it is asked for alone.
  const auto weights = weights_of(rows, [](const auto& row) { return std::max<std::int64_t>(1, row.households); });
  const auto parts = apportion(count, weights);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].wanted = parts[i];
}

// The same share of each county, to the household.
void want_share(const Divisions& divisions, std::vector<TownshipSample>& rows, double share) {
  for (auto first = rows.begin(); first != rows.end();) {
    const auto county = divisions.find(first->township)->parent;
    const auto last = std::find_if(first, rows.end(),
                                   [&](const auto& row) { return divisions.find(row.township)->parent != county; });
    std::vector<TownshipSample> part(first, last);
    const auto households = weights_of(part, [](const auto& row) { return row.households; });
    const auto whole = std::accumulate(households.begin(), households.end(), std::int64_t{0});
    const auto parts = apportion(std::llround(static_cast<double>(whole) * share), households);
    for (std::size_t i = 0; first != last; ++first, ++i) first->wanted = parts[i];
  }
}

tl::unexpected<Fault> bad_amount() {
  return fail(FaultKind::usage, "generator.bad_amount");
}

Result<UnitId> chosen_unit(const Divisions& divisions, const SampleRequest& request) {
  return divisions.get_code(request.org.empty() ? request.city : request.org);
}

}  // namespace

Result<std::vector<TownshipSample>> plan_sample(const Divisions& divisions, const SampleRequest& request) {
  MINSYNC_ASSIGN(const auto unit, chosen_unit(divisions, request));
  const bool share_fits = request.share >= 0 && request.share <= 1;
  const auto count = request.count.value_or(0);
  if (!share_fits || count < 0 || count > kMaxSample) return bad_amount();
  const auto city = divisions.at_level(unit, UnitLevel::city);
  MINSYNC_ASSERT(city);
  auto rows = whole_city(divisions, *city);
  const auto township = divisions.at_level(unit, UnitLevel::township);
  std::erase_if(rows, [&](const auto& row) {
    return township ? row.township != *township : !divisions.is_within(row.township, unit);
  });
  if (request.count)
    want(rows, count);
  else
    want_share(divisions, rows, request.share);
  if (divisions.find(unit)->level == UnitLevel::village) {
    const auto villages = villages_of(divisions, *township);
    for (auto& row : rows) row.village = unit;
    if (!request.count) rows.front().wanted = (rows.front().wanted + villages / 2) / villages;
  }
  std::erase_if(rows, [](const auto& row) { return row.wanted == 0; });
  if (std::ranges::any_of(rows, [](const auto& row) { return row.wanted > kMaxSampleOfTownship; })) return bad_amount();
  return rows;
}

}  // namespace minsync
