#include "hub/publication/content.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/documents/target_json.h"
#include "hub/publication/cells.h"
#include "hub/targets/calendar.h"
#include "hub/targets/rank.h"
#include "shared/text/text.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

Json indicator_json(const PublishedIndicator& one) {
  const auto& [indicator, progress] = one;
  const bool said = progress->text != TextState::not_reported || progress->done_day;
  return {{"indicator", indicator->key},
          {"name", indicator->name},
          {"kind", kind_word(indicator->kind)},
          {"unit", indicator->unit},
          {"target", json_of(progress->target)},
          {"text_target", without_personal_numbers(indicator->text_target)},
          {"value", json_of(progress->value)},
          {"done", said ? Json(progress->done_day || progress->text == TextState::done) : Json()},
          {"done_on", day_json(progress->done_day)},
          {"base", json_of(progress->base)},
          {"base_share", json_of(progress->base_share)},
          {"raw_rate", json_of(progress->raw_rate)},
          {"aggregated", progress->aggregated},
          {"evidence", without_personal_numbers(progress->evidence)},
          {"sample", progress->sample}};
}

Json row_json(const TargetBook& book, const TargetItem& item, const std::vector<IndicatorProgress>& progress) {
  std::vector<PublishedIndicator> indicators;
  for (const auto& one : progress) {
    if (one.item == item.key && one.county.empty()) indicators.push_back({book.indicator(one.indicator), &one});
  }
  const bool whole_heading = std::ranges::all_of(
      book.items, [&](const TargetItem& other) { return other.heading != item.heading || other.starred; });
  Json row = {{"number", item.number},
              {"heading", item.heading},
              {"name", item.name},
              {"starred", item.starred},
              {"published_rate", json_of(item.published_rate)},
              {"cells", published_cells(item, whole_heading, indicators)},
              {"indicators", Json::array()},
              {"sample", std::ranges::any_of(indicators, [](const auto& one) { return one.progress->sample; })}};
  for (const auto& one : indicators) row["indicators"].push_back(indicator_json(one));
  return row;
}

// As the rows are numbered: records come in any order.
std::vector<const TargetItem*> in_order(const TargetBook& book) {
  std::vector<const TargetItem*> items;
  for (const auto& item : book.items) items.push_back(&item);
  std::ranges::sort(items, [](const TargetItem* one, const TargetItem* other) {
    return one->number != other->number ? one->number < other->number : one->key < other->key;
  });
  return items;
}

Json county_json(const TargetBook& book, const CountyScore& score) {
  return {{"rank", score.rank ? Json(*score.rank) : Json()},
          {"org", score.county + "000000"},
          {"name", county_name(book, score.county)},
          {"score", format_points(score.total)},
          {"base", format_points(score.base)},
          {"bonus", format_points(score.bonus)},
          {"deduction", format_points(score.deduction)},
          {"reported", score.reported},
          {"due", score.due},
          {"sample", score.sample}};
}

Json book_content(const TargetBook& book, std::int32_t day) {
  const auto progress = measure_progress(book, book.progress, day);
  Json json = {{"name", book.name},
               {"title", book.title},
               {"sample", book.sample},
               {"notice", book.notice},
               {"source", {{"title", book.source.title}, {"date", book.source.date}, {"index", book.source.index}}},
               {"remark", say(Language::zh, "publication.remark")},
               {"rows", Json::array()},
               {"ranking", Json::array()}};
  for (const auto* item : in_order(book)) json["rows"].push_back(row_json(book, *item, progress));
  if (book.allotments.empty()) return json;
  for (const auto& score : rank_counties(book, book.progress, day)) {
    json["ranking"].push_back(county_json(book, score));
  }
  json["scoring"] = {{"maximum", format_points(book.scoring.maximum)},
                     {"bonus", format_points(book.scoring.bonus)},
                     {"bonus_full_at", format_rate(book.scoring.bonus_full_at)},
                     {"deduction", format_points(book.scoring.deduction)}};
  return json;
}

}  // namespace

Json publication_content(const std::vector<TargetBook>& books, std::int32_t year, std::int32_t day) {
  Json content = {{"year", year}, {"as_of", format_target_day(day)}, {"columns", published_columns()}};
  content["books"] = Json::array();
  for (const auto& book : books) content["books"].push_back(book_content(book, day));
  return content;
}

std::string canonical(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace minsync
