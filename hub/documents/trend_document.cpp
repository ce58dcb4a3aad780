#include "hub/documents/trend_document.h"

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "hub/documents/target_json.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

// "beds.2017" of 2017 is "beds".
std::string key_of_all_years(const std::string& key, std::int32_t year) {
  const auto end = "." + std::to_string(year);
  return key.ends_with(end) ? key.substr(0, key.size() - end.size()) : key;
}

bool is_figure(const TargetIndicator& indicator, const IndicatorProgress& row) {
  return indicator.kind != IndicatorKind::date && indicator.kind != IndicatorKind::text && (row.target || row.value);
}

class Trend {
 public:
  void take(const BooksOfYear& year) {
    years_.push_back(year.asked.year);
    for (const auto& book : year.books) {
      for (const auto& row : progress_rows(book, year.asked)) take_figure(book, row, year.asked.year);
      if (!book.allotments.empty()) take_scores(book, year.asked);
    }
  }

  Json document() {
    Json out{{"years", years_}, {"indicators", Json::array()}, {"scores", Json::array()}};
    for (auto& [key, line] : indicators_) out["indicators"].push_back(std::move(line));
    for (auto& [county, line] : scores_) out["scores"].push_back(std::move(line));
    return out;
  }

 private:
  void take_figure(const TargetBook& book, const IndicatorProgress& row, std::int32_t year) {
    const TargetIndicator& indicator = *book.indicator(row.indicator);
    if (!is_figure(indicator, row)) return;
    const auto key = key_of_all_years(row.indicator, year);
    auto& line = indicators_[{key, indicator.unit}];
    // As the newest year calls it.
    line["key"] = key, line["name"] = indicator.name, line["unit"] = indicator.unit;
    line["kind"] = kind_word(indicator.kind);
    line["points"].push_back({{"year", year},
                              {"target", json_of(row.target)},
                              {"value", json_of(row.value)},
                              {"raw_rate", json_of(row.raw_rate)},
                              {"sample", row.sample}});
  }

  void take_scores(const TargetBook& book, const TargetsAsked& asked) {
    for (const auto& score : rank_counties(book, book.progress, asked.day)) {
      if (!asked.county.empty() && score.county != asked.county) continue;
      auto& line = scores_[score.county];
      line["org"] = score.county + "000000", line["name"] = county_name(book, score.county);
      line["points"].push_back({{"year", asked.year},
                                {"score", format_points(score.total)},
                                {"rank", score.rank ? Json(*score.rank) : Json()},
                                {"sample", score.sample}});
    }
  }

  std::vector<std::int32_t> years_;
  std::map<std::pair<std::string, std::string>, Json> indicators_;
  std::map<std::string, Json> scores_;
};

}  // namespace

nlohmann::json trend_document(const std::vector<BooksOfYear>& years) {
  Trend trend;
  for (const auto& year : years) trend.take(year);
  return trend.document();
}

}  // namespace minsync
