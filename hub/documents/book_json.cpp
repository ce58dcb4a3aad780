#include "hub/documents/book_json.h"

#include <nlohmann/json.hpp>

#include "hub/documents/target_json.h"

namespace minsync {
namespace {

nlohmann::json allotments_json(const TargetBook& book, const std::string& indicator) {
  auto json = nlohmann::json::array();
  for (const auto& allotment : book.allotments) {
    if (allotment.indicator != indicator) continue;
    json.push_back({{"org", allotment.county + "000000"},
                    {"name", county_name(book, allotment.county)},
                    {"target", json_of(allotment.target)},
                    {"base", json_of(allotment.base)},
                    {"weight", json_of(allotment.weight)},
                    {"sample", allotment.sample}});
  }
  return json;
}

nlohmann::json indicator_json(const TargetBook& book, const TargetIndicator& indicator) {
  return {{"key", indicator.key},
          {"name", indicator.name},
          {"kind", kind_word(indicator.kind)},
          {"unit", indicator.unit},
          {"target", json_of(indicator.target)},
          {"text_target", indicator.text_target},
          {"due", day_json(indicator.due_day)},
          {"base", json_of(indicator.base)},
          {"weight", format_amount(indicator.weight)},
          {"allotments", allotments_json(book, indicator.key)}};
}

}  // namespace

nlohmann::json item_json(const TargetBook& book, const TargetItem& item) {
  nlohmann::json json = {{"key", item.key},
                         {"number", item.number},
                         {"heading", item.heading},
                         {"name", item.name},
                         {"category", item.category},
                         {"starred", item.starred},
                         {"text", item.text},
                         {"published_rate", json_of(item.published_rate)},
                         {"indicators", nlohmann::json::array()}};
  for (const auto& indicator : book.indicators) {
    if (indicator.item == item.key) json["indicators"].push_back(indicator_json(book, indicator));
  }
  return json;
}

nlohmann::json book_json(const TargetBook& book) {
  nlohmann::json json = {{"name", book.name},
                         {"title", book.title},
                         {"notice", book.notice},
                         {"sample", book.sample},
                         {"scoring",
                          {{"maximum", format_points(book.scoring.maximum)},
                           {"bonus", format_points(book.scoring.bonus)},
                           {"bonus_full_at", format_rate(book.scoring.bonus_full_at)},
                           {"deduction", format_points(book.scoring.deduction)}}},
                         {"items", nlohmann::json::array()}};
  for (const auto& item : book.items) json["items"].push_back(item_json(book, item));
  return json;
}

}  // namespace minsync
