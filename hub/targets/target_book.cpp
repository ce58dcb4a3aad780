#include "hub/targets/target_book.h"

#include <algorithm>
#include <set>

namespace minsync {

Aggregation default_aggregation(IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::at_least:
    case IndicatorKind::at_most:
      return Aggregation::sum;
    case IndicatorKind::percentage:
      return Aggregation::weighted;
    case IndicatorKind::date:
    case IndicatorKind::text:
      return Aggregation::all;
  }
  MINSYNC_ASSERT(false);
}

TextState parse_text_state(std::string_view text) {
  for (const std::string_view mark : {" ", ":", ",", ";", ".", ":", ",", "。", ";", "、", "("}) {
    text = text.substr(0, text.find(mark));
  }
  if (text == "done" || text == "yes" || text == "已完成" || text == "完成") return TextState::done;
  if (text == "not_done" || text == "no" || text == "未完成") return TextState::not_done;
  return TextState::not_reported;
}

const TargetItem* TargetBook::item(std::string_view key) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const TargetItem& i) { return i.key == key; });
  return found == items.end() ? nullptr : &*found;
}

const TargetIndicator* TargetBook::indicator(std::string_view key) const {
  const auto found =
      std::find_if(indicators.begin(), indicators.end(), [&](const TargetIndicator& i) { return i.key == key; });
  return found == indicators.end() ? nullptr : &*found;
}

TargetBook book_of_year(const TargetBook& book, std::int32_t year) {
  TargetBook out = book;
  out.first_year = out.last_year = year;
  std::erase_if(out.items, [&](const TargetItem& item) { return item.year != year; });
  std::set<std::string_view> items, indicators;
  for (const auto& item : out.items) items.insert(item.key);
  std::erase_if(out.indicators, [&](const TargetIndicator& i) { return !items.contains(i.item); });
  for (const auto& indicator : out.indicators) indicators.insert(indicator.key);
  std::erase_if(out.allotments, [&](const TargetAllotment& a) { return !indicators.contains(a.indicator); });
  std::erase_if(out.progress, [&](const TargetProgress& p) { return !indicators.contains(p.indicator); });
  return out;
}

}  // namespace minsync
