#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/admin/target_json.h"
#include "hub/storage/snapshot.h"
#include "hub/target_records/book_import.h"
#include "hub/target_records/book_records.h"
#include "hub/targets/calendar.h"

namespace minsync {
namespace {

struct TargetOptions {
  std::string file, org, as_of;
  std::int32_t year = 0;
};

Result<std::vector<TargetBook>> stored_books(HubContext& context, std::int32_t year) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  return read_stored_books(*store, ingest, year);
}

// For commands that have nothing to say without targets.
Result<std::vector<TargetBook>> some_books(HubContext& context, std::int32_t year) {
  MINSYNC_ASSIGN(auto books, stored_books(context, year));
  if (books.empty()) return fail(FaultKind::bad_input, "targets.none_of_year", {std::to_string(year)});
  return books;
}

Status import(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto stored, stored_books(context, options.year));
  MINSYNC_ASSIGN(const auto book, open_target_book(options.file, stored, options.year));
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto hub, load_identity(context.folder, *store));
  WriteCount count;
  MINSYNC_TRY(context.act({AuditAction::targets_imported, options.file, {"year=" + std::to_string(options.year)}},
                          [&](HubStore& s) -> Status {
                            MINSYNC_ASSIGN(count, import_target_book(s, ingest, hub, book, options.year));
                            return {};
                          }));
  if (context.json) {
    context.print(
        {{"created", count.created}, {"changed", count.changed}, {"unchanged", count.unchanged}, {"kept", count.kept}});
    return {};
  }
  if (!book.whole.notice.empty()) context.line(book.whole.notice);
  context.line(context.text("targets.imported", {book.whole.title, std::to_string(count.created),
                                                 std::to_string(count.changed), std::to_string(count.unchanged)}));
  if (count.kept > 0) context.note(context.text("targets.kept", {std::to_string(count.kept)}));
  return {};
}

// The county's six digits in that year; "" for the city.
Result<std::string> county_asked(HubContext& context, const TargetOptions& options) {
  if (options.org.empty()) return std::string();
  MINSYNC_ASSIGN(auto* store, context.store());
  const auto& divisions = divisions_in_use();
  const auto day = last_day_of(options.year);
  MINSYNC_ASSIGN(const auto unit, divisions.get_code(options.org, day));
  const UnitSpan& span = *divisions.find(unit, day);
  MINSYNC_ASSIGN(const auto city, city_of(*store));
  if (unit == city) return std::string();
  const bool fits = span.level == UnitLevel::county && divisions.is_within(unit, city, day);
  if (!fits) return fail(FaultKind::bad_input, "targets.no_county", {span.code, span.name});
  return span.code.substr(0, 6);
}

Result<std::int32_t> day_asked(const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto day, read_day(options.as_of));
  return day.value_or(today());
}

void print_head(const HubContext& context, const TargetBook& book) {
  context.line(book.title);
  if (!book.notice.empty()) context.line(book.notice);
}

Status progress(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto day, day_asked(options));
  MINSYNC_ASSIGN(const auto county, county_asked(context, options));
  MINSYNC_ASSIGN(const auto books, some_books(context, options.year));
  MINSYNC_ASSIGN(const auto city, city_of(**context.store()));
  const auto org = county.empty() ? code_of(city) : county + "000000";
  nlohmann::json document = {{"year", options.year}, {"as_of", format_target_day(day)}, {"org", org}};
  document["notices"] = nlohmann::json::array();
  document["indicators"] = nlohmann::json::array();
  for (const auto& book : books) {
    auto rows = measure_progress(book, book.progress, day);
    std::erase_if(rows, [&](const IndicatorProgress& row) { return row.county != county; });
    const bool sample = std::ranges::any_of(rows, &IndicatorProgress::sample);
    if (sample && !book.notice.empty()) document["notices"].push_back(book.notice);
    for (const auto& row : rows) document["indicators"].push_back(progress_json(book, row, org, context.language()));
    if (context.json || rows.empty()) continue;
    context.line(book.title);
    if (sample && !book.notice.empty()) context.line(book.notice);
    context.line(progress_table(context, book, rows) + "\n");
  }
  if (context.json) context.print(document);
  return {};
}

Status rank(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto day, day_asked(options));
  MINSYNC_ASSIGN(const auto books, some_books(context, options.year));
  nlohmann::json document = {{"year", options.year}, {"as_of", format_target_day(day)}};
  document["notices"] = nlohmann::json::array();
  document["ranking"] = nlohmann::json::array();
  bool allotted = false;
  for (const auto& book : books) {
    if (book.allotments.empty()) continue;
    allotted = true;
    const auto scores = rank_counties(book, book.progress, day);
    if (!book.notice.empty()) document["notices"].push_back(book.notice);
    for (const auto& score : scores) {
      document["ranking"].push_back(score_json(book, score, score.county + "000000", context.language()));
    }
    if (context.json) continue;
    print_head(context, book);
    context.line(ranking_table(context, book, scores) + "\n");
  }
  if (!allotted) return fail(FaultKind::bad_input, "targets.nothing_allotted", {std::to_string(options.year)});
  if (context.json) context.print(document);
  return {};
}

void add_year(Command command, TargetOptions& options) {
  command.add_option("--year", options.year).required().range(kFirstTargetYear, kLastTargetYear);
}

void add_rank(Command app, HubContext& context, const std::shared_ptr<TargetOptions>& options) {
  auto command = app.add_command("rank", "counties by their points, with the parts that make them");
  add_year(command, *options);
  command.add_option("--as-of", options->as_of, "as on this day, YYYY-MM-DD");
  command.on_chosen([&context, options] { context.command = [&context, options] { return rank(context, *options); }; });
}

}  // namespace

void add_target(Command app, HubContext& context) {
  auto options = std::make_shared<TargetOptions>();
  auto target = app.add_command("target", "a year's target book: what was asked, what is reached");
  target.require_command();
  auto import_command = target.add_command("import", "read a target book, or allotments to one");
  import_command.add_option("FILE", options->file, "a YAML file, or the name of a book that is built in").required();
  add_year(import_command, *options);
  import_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return import(context, *options); }; });
  auto progress_command = target.add_command("progress", "how far each indicator is");
  add_year(progress_command, *options);
  progress_command.add_option("--org", options->org, "a county; the city without it");
  progress_command.add_option("--as-of", options->as_of, "as on this day, YYYY-MM-DD");
  progress_command.on_chosen(
      [&context, options] { context.command = [&context, options] { return progress(context, *options); }; });
  add_rank(target, context, options);
  add_rank(app, context, options);
}

}  // namespace minsync
