#include "hub/documents/target_json.h"

#include <nlohmann/json.hpp>

#include "hub/targets/calendar.h"

namespace minsync {
namespace {

std::string standing_word(Standing standing) {
  const auto id = standing_message(standing);
  return id.substr(id.rfind('.') + 1);
}

}  // namespace

nlohmann::json json_of(const std::optional<Amount>& amount) {
  return amount ? nlohmann::json(format_amount(*amount)) : nlohmann::json();
}

nlohmann::json json_of(const std::optional<Rate>& rate) {
  return rate ? nlohmann::json(format_rate(*rate)) : nlohmann::json();
}

nlohmann::json day_json(const std::optional<std::int32_t>& day) {
  return day ? nlohmann::json(format_target_day(*day)) : nlohmann::json();
}

std::string kind_word(IndicatorKind kind) {
  constexpr const char* kWords[] = {"at_least", "at_most", "percentage", "date", "text"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string text_of(const std::optional<Amount>& amount) {
  return amount ? format_amount(*amount) : std::string();
}

std::string text_of(const std::optional<Rate>& rate) {
  return rate ? format_rate(*rate) : std::string();
}

std::vector<std::string> standing_args(const IndicatorProgress& progress) {
  return {text_of(progress.value), text_of(progress.target), text_of(progress.expected), text_of(progress.raw_rate)};
}

std::string county_name(const TargetBook& book, const std::string& county) {
  const auto found = book.counties.find(county);
  return found == book.counties.end() ? county : found->second;
}

nlohmann::json part_json(const TargetBook& book, const ScorePart& part, Language language) {
  const TargetIndicator* indicator = book.indicator(part.indicator);
  return {{"indicator", part.indicator},
          {"name", indicator == nullptr ? "" : indicator->name},
          {"weight", format_amount(part.weight)},
          {"target", json_of(part.target)},
          {"value", json_of(part.value)},
          {"raw_rate", json_of(part.raw_rate)},
          {"due_rate", json_of(part.due_rate)},
          {"points", format_points(part.points)},
          {"bonus", format_points(part.bonus)},
          {"deduction", format_points(part.deduction)},
          {"standing", standing_word(part.standing)},
          {"reason", say(language, part.reason, part.reason_args)},
          {"sample", part.sample}};
}

nlohmann::json progress_json(const TargetBook& book, const IndicatorProgress& progress, const std::string& org,
                             Language language) {
  const TargetIndicator& indicator = *book.indicator(progress.indicator);
  const TargetItem& item = *book.item(progress.item);
  return {{"book", book.name},
          {"item", item.number},
          {"heading", item.heading},
          {"starred", item.starred},
          {"indicator", progress.indicator},
          {"name", indicator.name},
          {"org", org},
          {"kind", kind_word(indicator.kind)},
          {"unit", indicator.unit},
          {"target", json_of(progress.target)},
          {"text_target", indicator.text_target},
          {"due", day_json(indicator.due_day)},
          {"value", json_of(progress.value)},
          {"done", progress.text == TextState::not_reported ? nlohmann::json()
                                                            : nlohmann::json(progress.text == TextState::done)},
          {"done_on", day_json(progress.done_day)},
          {"reported_as_of", day_json(progress.as_of_day)},
          {"base", json_of(progress.base)},
          {"base_share", json_of(progress.base_share)},
          {"expected", json_of(progress.expected)},
          {"raw_rate", json_of(progress.raw_rate)},
          {"due_rate", json_of(progress.due_rate)},
          {"published_rate", json_of(progress.published_rate)},
          {"standing", standing_word(progress.standing)},
          {"standing_text", say(language, standing_message(progress.standing), standing_args(progress))},
          {"aggregated", progress.aggregated},
          {"counties_reported", progress.counties_reported},
          {"counties_asked", progress.counties_asked},
          {"evidence", progress.evidence},
          {"sample", progress.sample}};
}

nlohmann::json score_json(const TargetBook& book, const CountyScore& score, const std::string& org, Language language) {
  nlohmann::json json = {{"book", book.name},
                         {"rank", score.rank ? nlohmann::json(*score.rank) : nlohmann::json()},
                         {"org", org},
                         {"name", county_name(book, score.county)},
                         {"score", format_points(score.total)},
                         {"base", format_points(score.base)},
                         {"bonus", format_points(score.bonus)},
                         {"deduction", format_points(score.deduction)},
                         {"reported", score.reported},
                         {"due", score.due},
                         {"sample", score.sample},
                         {"parts", nlohmann::json::array()}};
  for (const auto& part : score.parts) json["parts"].push_back(part_json(book, part, language));
  return json;
}

}  // namespace minsync
