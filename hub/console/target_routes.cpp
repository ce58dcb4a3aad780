#include <algorithm>

#include "hub/console/handlers.h"
#include "hub/documents/book_json.h"
#include "hub/documents/names.h"
#include "hub/documents/target_documents.h"
#include "hub/documents/target_json.h"
#include "hub/documents/trend_document.h"
#include "hub/target_records/book_records.h"
#include "hub/targets/calendar.h"

namespace minsync::console {
namespace {

struct Asked {
  TargetsAsked about;
  std::vector<TargetBook> books;
};

Result<Asked> read_asked(Call& call) {
  constexpr Bounds kYears{kFirstTargetYear, kLastTargetYear};
  MINSYNC_ASSIGN(const auto year, query_number(call, "year", 0, kYears));
  if (year == 0) return fail(FaultKind::bad_input, "console.needed", {"year"});
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  MINSYNC_ASSIGN(const auto as_of, query_text(call, "as_of"));
  MINSYNC_ASSIGN(const auto day, read_day(as_of));
  Asked asked;
  MINSYNC_ASSIGN(asked.about, targets_asked(call.store, static_cast<std::int32_t>(year), org, day.value_or(today())));
  MINSYNC_ASSIGN(const auto context, call.hub().context(call.store));
  MINSYNC_ASSIGN(asked.books, read_stored_books(call.store, context, asked.about.year));
  return asked;
}

Result<Asked> read_some(Call& call) {
  MINSYNC_ASSIGN(auto asked, read_asked(call));
  if (asked.books.empty()) {
    return fail(FaultKind::bad_input, "targets.none_of_year", {std::to_string(asked.about.year)});
  }
  return asked;
}

// A report as an office entered it, with the id of its record.
Json report_json(const TargetProgress& report, const std::string& city) {
  const bool said = report.text != TextState::not_reported;
  return {{"record", report.id},
          {"org", report.county.empty() ? city : report.county + "000000"},
          {"as_of", format_target_day(report.as_of_day)},
          {"value", json_of(report.value)},
          {"part", json_of(report.part)},
          {"done", said ? Json(report.text == TextState::done) : Json()},
          {"done_on", day_json(report.done_day)},
          {"evidence", report.evidence},
          {"sample", report.sample}};
}

// Of the county, or of the city with all its counties: a city's figure may be made of theirs.
Json reports_json(const TargetBook& book, const std::string& indicator, const TargetsAsked& about,
                  const std::string& city) {
  std::vector<const TargetProgress*> found;
  for (const auto& report : book.progress) {
    const bool of_these = about.county.empty() || report.county == about.county;
    if (report.indicator == indicator && of_these && report.as_of_day <= about.day) found.push_back(&report);
  }
  // The newest first, those of one day as they stand in the book.
  std::ranges::sort(found, [](const TargetProgress* one, const TargetProgress* other) {
    return one->as_of_day != other->as_of_day ? one->as_of_day > other->as_of_day : one < other;
  });
  auto json = Json::array();
  for (const auto* report : found) json.push_back(report_json(*report, city));
  return json;
}

Json points_json(const TargetBook& book, const std::string& indicator, const TargetsAsked& about, Language language) {
  if (about.county.empty()) return nullptr;
  for (const auto& score : rank_counties(book, book.progress, about.day)) {
    if (score.county != about.county) continue;
    for (const auto& part : score.parts) {
      if (part.indicator == indicator) return part_json(book, part, language);
    }
  }
  return nullptr;
}

Json indicators_json(const Call& call, const TargetBook& book, const TargetItem& item, const TargetsAsked& about,
                     const std::string& city) {
  auto json = Json::array();
  const auto rows = measure_progress(book, book.progress, about.day);
  for (const auto& row : rows) {
    if (row.item != item.key || row.county != about.county) continue;
    auto one = progress_json(book, row, about.org, call.language);
    one["points"] = points_json(book, row.indicator, about, call.language);
    one["reports"] = reports_json(book, row.indicator, about, city);
    one["counties"] = Json::array();
    for (const auto& other : rows) {
      if (!about.county.empty() || other.county.empty() || other.indicator != row.indicator) continue;
      one["counties"].push_back(progress_json(book, other, other.county + "000000", call.language));
    }
    json.push_back(std::move(one));
  }
  return json;
}

}  // namespace

Result<Json> targets(Call& call) {
  MINSYNC_ASSIGN(const auto asked, read_asked(call));
  auto json = Json{{"year", asked.about.year}, {"books", Json::array()}};
  for (const auto& book : asked.books) json["books"].push_back(book_json(book));
  return json;
}

Result<Json> progress(Call& call) {
  MINSYNC_ASSIGN(const auto asked, read_some(call));
  return progress_document(asked.books, asked.about, call.language);
}

Result<Json> rank(Call& call) {
  MINSYNC_ASSIGN(const auto asked, read_some(call));
  return rank_document(asked.books, asked.about, call.language);
}

// A year in which there was no such county is left out.
Result<Json> trend(Call& call) {
  constexpr std::size_t kMostYears = 30;
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  MINSYNC_ASSIGN(const auto context, call.hub().context(call.store));
  MINSYNC_ASSIGN(auto years, years_with_targets(call.store, call.hub().forms()));
  if (years.size() > kMostYears) years.erase(years.begin(), years.end() - kMostYears);
  std::vector<BooksOfYear> all;
  for (const auto year : years) {
    auto asked = targets_asked(call.store, year, org, std::min(last_day_of(year), today()));
    if (!asked && asked.error().kind != FaultKind::bad_input) return fail(std::move(asked).error());
    if (!asked) continue;
    MINSYNC_ASSIGN(auto books, read_stored_books(call.store, context, year));
    all.push_back({std::move(*asked), std::move(books)});
  }
  return trend_document(all);
}

Result<Json> score(Call& call) {
  MINSYNC_ASSIGN(const auto asked, read_some(call));
  MINSYNC_ASSIGN(const auto city, city_of(call.store));
  for (const auto& book : asked.books) {
    const TargetItem* item = book.item(call.name);
    if (item == nullptr) continue;
    Json json = {{"year", asked.about.year}, {"as_of", format_target_day(asked.about.day)}, {"org", asked.about.org}};
    json["notices"] = book.notice.empty() ? Json::array() : Json::array({book.notice});
    json["item"] = item_json(book, *item);
    json["indicators"] = indicators_json(call, book, *item, asked.about, code_of(city));
    return json;
  }
  return fail(FaultKind::bad_input, "console.no_item", {std::to_string(asked.about.year), call.name.substr(0, 100)});
}

}  // namespace minsync::console
