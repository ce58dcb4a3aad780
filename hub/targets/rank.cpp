#include "hub/targets/rank.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "hub/targets/measure.h"
#include "hub/targets/reports.h"

namespace minsync {
namespace {

bool counts(Standing standing) {
  return standing != Standing::not_asked && standing != Standing::not_due;
}

// Each numerator / denominator in whole hundredths of a point, so that they add up to the rounded sum: the largest
// remainders are rounded up, on a tie the earlier.
std::vector<Points> share_out(const std::vector<Int128>& numerators, Int128 denominator) {
  std::vector<Points> out(numerators.size());
  if (denominator <= 0) return out;
  Int128 floors = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].value = static_cast<std::int64_t>(numerators[i] / denominator);
    floors += out[i].value;
  }
  const Int128 sum = std::accumulate(numerators.begin(), numerators.end(), Int128{0});
  const auto missing = static_cast<std::size_t>(divide_half_up(sum, denominator) - floors);
  std::vector<std::size_t> order(out.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Int128 left = numerators[a] % denominator, right = numerators[b] % denominator;
    return left != right ? left > right : a < b;
  });
  for (std::size_t i = 0; i < missing; ++i) ++out[order[i]].value;
  return out;
}

ScorePart part_of(const Ask& ask, const IndicatorProgress& progress) {
  ScorePart out;
  out.indicator = progress.indicator;
  out.item = progress.item;
  out.weight = ask.weight;
  out.target = progress.target;
  out.value = progress.value;
  out.raw_rate = progress.raw_rate;
  out.due_rate = progress.due_rate;
  out.capped_rate = std::clamp(progress.due_rate.value_or(Rate{0}), Rate{0}, kFullRate);
  out.standing = progress.standing;
  out.reason = standing_message(progress.standing);
  out.sample = progress.sample;
  const auto amount = [](const std::optional<Amount>& value) { return value ? format_amount(*value) : std::string{}; };
  out.reason_args = {amount(progress.value), amount(progress.target), amount(progress.expected),
                     progress.raw_rate ? format_rate(*progress.raw_rate) : std::string{}};
  return out;
}

void give_points(CountyScore& score, const ScoringRule& rule) {
  Int128 weight_due = 0;
  std::vector<Int128> numerators;
  for (const auto& part : score.parts) {
    const Int128 weight = counts(part.standing) ? part.weight.value : 0;
    weight_due += weight;
    numerators.push_back(weight * rule.maximum.value * part.capped_rate.value);
  }
  const auto points = share_out(numerators, weight_due * kFullRate.value);
  for (std::size_t i = 0; i < points.size(); ++i) {
    score.parts[i].points = points[i];
    score.base.value += points[i].value;
  }
}

void give_bonus(CountyScore& score, const ScoringRule& rule) {
  const std::int64_t span = rule.bonus_full_at.value - kFullRate.value;
  if (span <= 0) return;
  Int128 weight_all = 0;
  std::vector<Int128> numerators;
  for (const auto& part : score.parts) {
    const auto over = std::clamp<std::int64_t>(part.raw_rate.value_or(Rate{0}).value - kFullRate.value, 0, span);
    const bool asked = part.standing != Standing::not_asked;
    weight_all += asked ? part.weight.value : 0;
    numerators.push_back(counts(part.standing) ? Int128{part.weight.value} * rule.bonus.value * over : 0);
  }
  const auto bonus = share_out(numerators, weight_all * span);
  for (std::size_t i = 0; i < bonus.size(); ++i) {
    score.parts[i].bonus = bonus[i];
    score.bonus.value += bonus[i].value;
  }
}

// In the order of the parts, and never more than there is, so that the parts still add up to the total.
void deduct(CountyScore& score, const ScoringRule& rule) {
  Points left{score.base.value + score.bonus.value};
  for (auto& part : score.parts) {
    if (part.standing != Standing::not_reported) continue;
    part.deduction = std::min(rule.deduction, left);
    left.value -= part.deduction.value;
    score.deduction.value += part.deduction.value;
  }
  score.total = left;
}

CountyScore score_county(std::string county, std::vector<ScorePart> parts, const ScoringRule& rule) {
  CountyScore out;
  out.county = std::move(county);
  out.parts = std::move(parts);
  for (const auto& part : out.parts) {
    out.due += counts(part.standing) ? 1 : 0;
    out.sample = out.sample || part.sample;
    if (part.standing == Standing::not_reported) out.not_reported.push_back(part.indicator);
  }
  out.reported = out.due - static_cast<int>(out.not_reported.size());
  give_points(out, rule);
  give_bonus(out, rule);
  deduct(out, rule);
  return out;
}

void give_ranks(std::vector<CountyScore>& scores) {
  const auto before = [](const CountyScore& a, const CountyScore& b) {
    if ((a.reported > 0) != (b.reported > 0)) return a.reported > 0;
    if (a.reported > 0 && a.total != b.total) return a.total > b.total;
    return a.county < b.county;
  };
  std::sort(scores.begin(), scores.end(), before);
  for (std::size_t i = 0; i < scores.size() && scores[i].reported > 0; ++i) {
    const bool tied = i > 0 && scores[i - 1].total == scores[i].total;
    scores[i].rank = tied ? *scores[i - 1].rank : static_cast<int>(i) + 1;
  }
}

}  // namespace

std::vector<CountyScore> rank_counties(const TargetBook& book, const std::vector<TargetProgress>& reports,
                                       std::int32_t day) {
  const StandingReports standing(reports, day);
  std::map<std::string, std::vector<ScorePart>> parts;
  for (const auto& ask : county_asks(book)) {
    const auto progress = measure(ask, standing.find(ask.indicator->key, ask.county), day);
    parts[ask.county].push_back(part_of(ask, progress));
  }
  std::vector<CountyScore> out;
  for (auto& [county, list] : parts) out.push_back(score_county(county, std::move(list), book.scoring));
  give_ranks(out);
  return out;
}

}  // namespace minsync
