#include "hub/targets/measure.h"

#include <algorithm>

#include "hub/targets/calendar.h"

namespace minsync {
namespace {

struct Elapsed {
  std::int32_t passed = 0, days = 1;
};

Elapsed elapsed_of(std::int32_t year, std::int32_t day) {
  const auto first = first_day_of(year);
  const auto days = last_day_of(year) - first + 1;
  return {std::clamp(day - first + 1, 0, days), days};
}

bool is_prorated(const TargetIndicator& indicator) {
  return indicator.period != TargetPeriod::point && indicator.kind != IndicatorKind::at_most;
}

Rate limit_rate(Amount value, Amount limit) {
  if (value <= limit) return kFullRate;
  return value.value > 0 ? rate_of(std::max<std::int64_t>(limit.value, 0), value.value) : Rate{0};
}

void measure_number(IndicatorProgress& out, const TargetIndicator& indicator, Elapsed elapsed) {
  const bool is_limit = indicator.kind == IndicatorKind::at_most;
  if (!out.target || (!is_limit && out.target->value <= 0)) {
    out.standing = Standing::not_asked;
    return;
  }
  const Amount target = *out.target;
  if (!is_prorated(indicator)) elapsed = {elapsed.passed > 0 ? 1 : 0, 1};
  const Int128 expected = Int128{target.value} * elapsed.passed;
  if (elapsed.passed > 0) {
    out.expected = Amount{static_cast<std::int64_t>(divide_half_up(expected, elapsed.days))};
  }
  if (out.value) out.raw_rate = is_limit ? limit_rate(*out.value, target) : rate_of(out.value->value, target.value);
  if (elapsed.passed == 0) {
    out.standing = Standing::not_due;
  } else if (!out.value) {
    out.standing = Standing::not_reported;
  } else if (is_limit) {
    out.due_rate = out.raw_rate;
    out.standing = *out.value <= target ? Standing::met : Standing::exceeded;
  } else {
    const Int128 reached = Int128{out.value->value} * elapsed.days;
    out.due_rate = rate_of(reached, expected);
    out.standing = reached < expected ? Standing::behind : *out.value > target ? Standing::over : Standing::met;
  }
}

// Dates and texts cannot be half done: they count from their day on, or as soon as they are done.
void measure_deed(IndicatorProgress& out, const TargetIndicator& indicator, std::int32_t due_day) {
  const bool is_date = indicator.kind == IndicatorKind::date;
  if (out.text == TextState::done) {
    const bool late = is_date && out.done_day && *out.done_day > due_day;
    out.raw_rate = late ? Rate{0} : kFullRate;
    out.standing = late ? Standing::late : Standing::met;
    out.due_rate = out.raw_rate;
    return;
  }
  if (out.text == TextState::not_done) out.raw_rate = Rate{0};
  if (out.day < due_day) {
    out.standing = Standing::not_due;
    return;
  }
  out.due_rate = out.raw_rate;
  out.standing = out.text == TextState::not_done ? Standing::not_done : Standing::not_reported;
}

void take_report(IndicatorProgress& out, const TargetProgress& report) {
  out.value = report.value;
  out.as_of_day = report.as_of_day;
  out.done_day = report.done_day;
  out.text = report.done_day ? TextState::done : report.text;
  out.evidence = report.evidence;
  out.sample = out.sample || report.sample;
}

}  // namespace

IndicatorProgress measure(const Ask& ask, const TargetProgress* report, std::int32_t day) {
  IndicatorProgress out;
  out.indicator = ask.indicator->key;
  out.item = ask.item->key;
  out.county = ask.county;
  out.day = day;
  out.target = ask.target;
  out.base = ask.base;
  out.sample = ask.sample;
  if (ask.county.empty()) out.published_rate = ask.item->published_rate;
  if (report != nullptr) take_report(out, *report);
  switch (ask.indicator->kind) {
    case IndicatorKind::at_least:
    case IndicatorKind::at_most:
    case IndicatorKind::percentage:
      measure_number(out, *ask.indicator, elapsed_of(ask.item->year, day));
      break;
    case IndicatorKind::date:
    case IndicatorKind::text:
      measure_deed(out, *ask.indicator, ask.indicator->due_day.value_or(last_day_of(ask.item->year)));
  }
  const bool is_count = ask.indicator->kind == IndicatorKind::at_least || ask.indicator->kind == IndicatorKind::at_most;
  if (is_count && out.value && out.base && out.base->value > 0) {
    out.base_share = rate_of(out.value->value, out.base->value);
  }
  return out;
}

}  // namespace minsync
