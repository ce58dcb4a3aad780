// Headings, items and indicators of a book's file.
#include <algorithm>
#include <set>

#include "hub/targets/book_reader.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

const std::vector<std::string_view> kIndicatorKeys = {"key",    "name",     "kind",      "period", "combine", "target",
                                                      "unit",   "base",     "base_name", "weight", "due",     "remark",
                                                      "result", "evidence", "as_of",     "years"};
const std::vector<std::string_view> kClasses = {"class_1", "class_2"};
const std::vector<std::string_view> kKinds = {"at_least", "at_most", "percentage", "date", "text"};
const std::vector<std::string_view> kPeriods = {"point", "in_year", "cumulative"};
const std::vector<std::string_view> kAggregations = {"sum", "weighted", "all"};

class ItemReader {
 public:
  ItemReader(FaultList& faults, std::int32_t as_of_day, TargetBook& book)
      : faults_(faults), as_of_day_(as_of_day), book_(book) {}

  void read_heading(const YAML::Node& node) {
    const BookSection section(node, faults_, {"heading", "items"});
    heading_ = section.need_text("heading");
    for (const auto& item : section.list("items", true)) read_item(item);
  }

 private:
  void read_item(const YAML::Node& node) {
    const BookSection section(
        node, faults_, {"number", "name", "class", "starred", "text", "published_rate", "project_lists", "indicators"});
    TargetItem item;
    item.heading = heading_;
    item.number = section.whole("number", 1, 10'000);
    item.name = section.need_text("name");
    if (const auto category = section.choice("class", kClasses)) item.category = kClasses[*category];
    item.starred = section.flag("starred");
    item.text = section.text("text");
    if (const auto rate = section.hundredths("published_rate")) item.published_rate = Rate{*rate};
    for (const auto& list : section.list("project_lists")) {
      item.project_lists.push_back(read_scalar(list, "project_lists", faults_));
    }
    if (!numbers_.insert(item.number).second) {
      faults_.add("targets.duplicate", node, {"number " + std::to_string(item.number)});
    }
    int order = 0;
    for (const auto& indicator : section.list("indicators", true)) read_indicator(indicator, item, ++order);
  }

  // Without `years` the indicator is of the book's own year; with it, one indicator for each year named there.
  void read_indicator(const YAML::Node& node, const TargetItem& item, int order) {
    const BookSection section(node, faults_, kIndicatorKeys);
    const auto years = section.get("years");
    if (!years) {
      if (book_.first_year != book_.last_year) faults_.add("targets.missing_key", node, {"years"});
      add_indicator(section, item, book_.first_year, order, "");
      return;
    }
    for_each_entry(*years, faults_, "years", [&](const std::string& text, const YAML::Node& value) {
      const auto year = parse_amount(text).value_or(Amount{}).value / kAmountScale;
      if (year < book_.first_year || year > book_.last_year) {
        faults_.add("targets.year_outside", value, {text});
        return;
      }
      const BookSection of_year(value, faults_, kIndicatorKeys, &section);
      add_indicator(of_year, item, static_cast<std::int32_t>(year), order, "." + text);
    });
  }

  void add_indicator(const BookSection& section, TargetItem item, std::int32_t year, int order,
                     const std::string& suffix) {
    if (book_.indicators.size() == kMaxBookIndicators) {
      if (!std::exchange(full_, true)) {
        faults_.add("targets.too_many", section.node(), {std::to_string(kMaxBookIndicators)});
      }
      return;
    }
    item.year = year;
    item.key = std::to_string(item.number) + suffix;
    TargetIndicator indicator = read_fields(section, suffix);
    indicator.item = item.key;
    indicator.order = order;
    if (!keys_.insert(indicator.key).second) faults_.add("targets.duplicate", section.node(), {indicator.key});
    read_own_result(section, indicator, year);
    book_.indicators.push_back(std::move(indicator));
    if (book_.item(item.key) == nullptr) book_.items.push_back(std::move(item));
  }

  TargetIndicator read_fields(const BookSection& section, const std::string& suffix) {
    TargetIndicator out;
    out.key = section.need_text("key") + suffix;
    out.name = section.need_text("name");
    if (section.need("kind")) out.kind = static_cast<IndicatorKind>(section.choice("kind", kKinds).value_or(4));
    out.period = static_cast<TargetPeriod>(section.choice("period", kPeriods).value_or(0));
    out.unit = section.text("unit");
    out.base = section.amount("base");
    out.base_name = section.text("base_name");
    out.weight = section.amount("weight").value_or(Amount{kAmountScale});
    out.due_day = section.day("due");
    out.text_target = section.text("remark");
    read_aggregation(section, out);
    read_target(section, out);
    return out;
  }

  void read_aggregation(const BookSection& section, TargetIndicator& out) {
    out.aggregation = default_aggregation(out.kind);
    const auto chosen = section.choice("combine", kAggregations);
    if (!chosen) return;
    const auto aggregation = static_cast<Aggregation>(*chosen);
    const bool fits = (aggregation == Aggregation::all) == (out.aggregation == Aggregation::all);
    if (fits) {
      out.aggregation = aggregation;
    } else {
      faults_.add("targets.combine_unfit", *section.get("combine"),
                  {section.text("combine"), std::string(kKinds[static_cast<std::size_t>(out.kind)])});
    }
  }

  void read_target(const BookSection& section, TargetIndicator& out) {
    const auto node = section.need("target");
    if (!node) return;
    if (out.kind == IndicatorKind::text) {
      out.text_target = read_scalar(*node, "target", faults_);
    } else if (out.kind == IndicatorKind::date) {
      out.due_day = read_day(*node, "target", faults_);
    } else {
      out.target = section.amount("target");
      const bool is_zero = out.target && out.target->value == 0 && out.kind != IndicatorKind::at_most;
      if (is_zero) faults_.add("targets.zero_target", *node, {out.key});
    }
  }

  void read_own_result(const BookSection& section, const TargetIndicator& indicator, std::int32_t year) {
    const auto result = section.get("result");
    const auto evidence = section.text("evidence");
    if (!result && evidence.empty()) return;
    TargetProgress progress;
    progress.indicator = indicator.key;
    progress.as_of_day = section.day("as_of").value_or(
        as_of_day_ != INT32_MIN && book_.first_year == book_.last_year ? as_of_day_ : last_day_of(year));
    progress.evidence = evidence;
    if (result) read_result(*result, indicator.kind, faults_, progress);
    book_.progress.push_back(std::move(progress));
  }

  FaultList& faults_;
  std::int32_t as_of_day_;
  TargetBook& book_;
  std::string heading_;
  std::set<int> numbers_;
  std::set<std::string> keys_;
  bool full_ = false;
};

}  // namespace

void read_result(const YAML::Node& node, IndicatorKind kind, FaultList& faults, TargetProgress& out) {
  if (kind == IndicatorKind::date && parse_target_day(read_scalar(node, "result", faults))) {
    out.done_day = parse_target_day(node.Scalar());
    out.text = TextState::done;
  } else if (kind == IndicatorKind::date || kind == IndicatorKind::text) {
    const auto text = read_scalar(node, "result", faults);
    out.text = parse_text_state(text);
    if (out.text == TextState::not_reported) {
      faults.add("targets.bad_choice", node, {"result", text, "done, not_done"});
    }
  } else {
    out.value = read_amount(node, "result", faults);
  }
}

void read_items(const BookSection& top, FaultList& faults, std::int32_t as_of_day, TargetBook& book) {
  ItemReader reader(faults, as_of_day, book);
  for (const auto& heading : top.list("headings", true)) reader.read_heading(heading);
}

}  // namespace minsync
