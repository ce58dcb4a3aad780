#include "hub/targets/reports.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace minsync {
namespace {

// Total, so that the same report stands whatever the order they came in.
auto precedence(const TargetProgress& report) {
  return std::tie(report.as_of_day, report.id, report.value, report.part, report.text, report.done_day, report.evidence,
                  report.sample);
}

auto place(const Ask& ask) {
  return std::tie(ask.item->year, ask.item->number, ask.item->key, ask.indicator->order, ask.indicator->key,
                  ask.county);
}

// By place. Of two allotments of one indicator to one county the greater stands, whatever the order they came in.
void sort_asks(std::vector<Ask>& asks) {
  const auto amounts = [](const Ask& ask) { return std::tie(ask.target, ask.base, ask.weight, ask.sample); };
  std::sort(asks.begin(), asks.end(), [&](const Ask& a, const Ask& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    return amounts(a) > amounts(b);
  });
  const auto same = [](const Ask& a, const Ask& b) { return place(a) == place(b); };
  asks.erase(std::unique(asks.begin(), asks.end(), same), asks.end());
}

std::unordered_map<std::string_view, Ask> asks_by_indicator(const TargetBook& book) {
  std::unordered_map<std::string_view, const TargetItem*> items;
  for (const auto& item : book.items) items.emplace(item.key, &item);
  std::unordered_map<std::string_view, Ask> out;
  for (const auto& indicator : book.indicators) {
    const auto item = items.find(indicator.item);
    if (item == items.end()) continue;
    out.emplace(indicator.key,
                Ask{item->second, &indicator, {}, indicator.target, indicator.base, indicator.weight, false});
  }
  return out;
}

Amount bounded(Int128 value) {
  return Amount{static_cast<std::int64_t>(std::clamp<Int128>(value, -Int128{kMaxAmount}, Int128{kMaxAmount}))};
}

using Pair = std::pair<const Ask*, const TargetProgress*>;

std::optional<Amount> sum_of(const std::vector<Pair>& pairs) {
  Int128 sum = 0;
  for (const auto& [ask, report] : pairs) sum += report->value->value;
  return pairs.empty() ? std::nullopt : std::optional(bounded(sum));
}

// Counts are compared as share × base, 10^-10 of the thing counted.
std::optional<Amount> weighted_of(const std::vector<Pair>& pairs, bool plain_mean) {
  constexpr Int128 kPartFactor = Int128{100} * kAmountScale;
  Int128 counted = 0, base_sum = 0;
  for (const auto& [ask, report] : pairs) {
    const Int128 base = plain_mean ? 1 : ask->base->value;
    const bool exact = report->part && !plain_mean;
    counted += exact ? report->part->value * kPartFactor : report->value->value * base;
    base_sum += base;
  }
  return pairs.empty() ? std::nullopt : std::optional(bounded(divide_half_up(counted, base_sum)));
}

void combine_deeds(Aggregate& out, const std::vector<Pair>& pairs, TargetProgress& city) {
  bool all_done = out.reported == out.asked && !pairs.empty();
  for (const auto& [ask, report] : pairs) {
    const bool done = report->text == TextState::done || report->done_day;
    all_done = all_done && done;
    if (!done) city.text = TextState::not_done;
    if (report->done_day) city.done_day = std::max(city.done_day.value_or(*report->done_day), *report->done_day);
  }
  if (all_done) {
    city.text = TextState::done;
  } else {
    city.done_day.reset();
  }
}

bool is_deed(const TargetIndicator& indicator) {
  return indicator.kind == IndicatorKind::date || indicator.kind == IndicatorKind::text;
}

}  // namespace

StandingReports::StandingReports(const std::vector<TargetProgress>& reports, std::int32_t day) {
  for (const auto& report : reports) {
    if (report.as_of_day > day) continue;
    const TargetProgress*& standing = latest_[{report.indicator, report.county}];
    if (standing == nullptr || precedence(*standing) < precedence(report)) standing = &report;
  }
}

const TargetProgress* StandingReports::find(const std::string& indicator, const std::string& county) const {
  const auto found = latest_.find({indicator, county});
  return found == latest_.end() ? nullptr : found->second;
}

std::vector<Ask> city_asks(const TargetBook& book) {
  std::vector<Ask> out;
  for (auto& [key, ask] : asks_by_indicator(book)) out.push_back(ask);
  sort_asks(out);
  return out;
}

std::vector<Ask> county_asks(const TargetBook& book) {
  const auto indicators = asks_by_indicator(book);
  std::vector<Ask> out;
  for (const auto& allotment : book.allotments) {
    const auto found = indicators.find(allotment.indicator);
    if (found == indicators.end()) continue;
    Ask ask = found->second;
    ask.county = allotment.county;
    ask.target = allotment.target;
    ask.base = allotment.base;
    ask.weight = std::max(allotment.weight.value_or(ask.weight), Amount{0});
    ask.sample = allotment.sample;
    out.push_back(std::move(ask));
  }
  sort_asks(out);
  return out;
}

Aggregate aggregate(const TargetIndicator& indicator, const std::vector<Ask>& county_asks,
                    const StandingReports& reports) {
  std::vector<const Ask*> asked;
  for (const auto& ask : county_asks) {
    if (ask.indicator->key == indicator.key) asked.push_back(&ask);
  }
  const bool weighted = indicator.aggregation == Aggregation::weighted;
  const auto has_base = [](const Ask* ask) { return ask->base && ask->base->value > 0; };
  const bool plain_mean = weighted && std::none_of(asked.begin(), asked.end(), has_base);
  std::vector<Pair> pairs;
  for (const Ask* ask : asked) {
    const TargetProgress* report = reports.find(indicator.key, ask->county);
    if (report == nullptr) continue;
    const bool says = is_deed(indicator) ? report->done_day || report->text != TextState::not_reported
                                         : report->value && (!weighted || plain_mean || has_base(ask));
    if (says) pairs.emplace_back(ask, report);
  }
  Aggregate out{{}, static_cast<int>(pairs.size()), static_cast<int>(asked.size())};
  if (pairs.empty()) return out;
  TargetProgress city;
  city.indicator = indicator.key;
  for (const auto& [ask, report] : pairs) {
    city.as_of_day = std::max(city.as_of_day, report->as_of_day);
    city.sample = city.sample || report->sample || ask->sample;
  }
  if (is_deed(indicator)) {
    combine_deeds(out, pairs, city);
  } else {
    city.value = weighted ? weighted_of(pairs, plain_mean) : sum_of(pairs);
  }
  out.report = std::move(city);
  return out;
}

}  // namespace minsync
