#include "hub/documents/target_documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/documents/names.h"
#include "hub/documents/target_json.h"
#include "hub/targets/calendar.h"
#include "shared/divisions/in_use.h"

namespace minsync {

Result<TargetsAsked> targets_asked(HubStore& store, std::int32_t year, const std::string& org, std::int32_t day) {
  MINSYNC_ASSIGN(const auto city, city_of(store));
  TargetsAsked asked{year, day, {}, code_of(city)};
  if (org.empty()) return asked;
  const auto& divisions = divisions_in_use();
  const auto last = last_day_of(year);
  MINSYNC_ASSIGN(const auto unit, divisions.get_code(org, last));
  if (unit == city) return asked;
  const UnitSpan& span = *divisions.find(unit, last);
  const bool fits = span.level == UnitLevel::county && divisions.is_within(unit, city, last);
  if (!fits) return fail(FaultKind::bad_input, "targets.no_county", {span.code, span.name});
  asked.county = span.code.substr(0, 6);
  asked.org = asked.county + "000000";
  return asked;
}

std::vector<IndicatorProgress> progress_rows(const TargetBook& book, const TargetsAsked& asked) {
  auto rows = measure_progress(book, book.progress, asked.day);
  std::erase_if(rows, [&](const IndicatorProgress& row) { return row.county != asked.county; });
  return rows;
}

nlohmann::json progress_document(const std::vector<TargetBook>& books, const TargetsAsked& asked, Language language) {
  nlohmann::json document = {{"year", asked.year}, {"as_of", format_target_day(asked.day)}, {"org", asked.org}};
  document["notices"] = nlohmann::json::array();
  document["indicators"] = nlohmann::json::array();
  for (const auto& book : books) {
    const auto rows = progress_rows(book, asked);
    const bool sample = std::ranges::any_of(rows, &IndicatorProgress::sample);
    if (sample && !book.notice.empty()) document["notices"].push_back(book.notice);
    for (const auto& row : rows) document["indicators"].push_back(progress_json(book, row, asked.org, language));
  }
  return document;
}

Result<nlohmann::json> rank_document(const std::vector<TargetBook>& books, const TargetsAsked& asked,
                                     Language language) {
  nlohmann::json document = {{"year", asked.year}, {"as_of", format_target_day(asked.day)}};
  document["notices"] = nlohmann::json::array();
  document["ranking"] = nlohmann::json::array();
  bool allotted = false;
  for (const auto& book : books) {
    if (book.allotments.empty()) continue;
    allotted = true;
    if (!book.notice.empty()) document["notices"].push_back(book.notice);
    for (const auto& score : rank_counties(book, book.progress, asked.day)) {
      document["ranking"].push_back(score_json(book, score, score.county + "000000", language));
    }
  }
  if (!allotted) return fail(FaultKind::bad_input, "targets.nothing_allotted", {std::to_string(asked.year)});
  return document;
}

}  // namespace minsync
