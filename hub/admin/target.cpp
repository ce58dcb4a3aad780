#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/admin/target_table.h"
#include "hub/documents/target_documents.h"
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

Result<std::int32_t> day_asked(const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto day, read_day(options.as_of));
  return day.value_or(today());
}

void print_head(const HubContext& context, const TargetBook& book) {
  context.line(book.title);
  if (!book.notice.empty()) context.line(book.notice);
}

Result<TargetsAsked> asked_of(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto day, day_asked(options));
  MINSYNC_ASSIGN(auto* store, context.store());
  return targets_asked(*store, options.year, options.org, day);
}

Status progress(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto asked, asked_of(context, options));
  MINSYNC_ASSIGN(const auto books, some_books(context, options.year));
  if (context.json) {
    context.print(progress_document(books, asked, context.language()));
    return {};
  }
  for (const auto& book : books) {
    const auto rows = progress_rows(book, asked);
    if (rows.empty()) continue;
    const bool sample = std::ranges::any_of(rows, &IndicatorProgress::sample);
    context.line(book.title);
    if (sample && !book.notice.empty()) context.line(book.notice);
    context.line(progress_table(context, book, rows) + "\n");
  }
  return {};
}

Status rank(HubContext& context, const TargetOptions& options) {
  MINSYNC_ASSIGN(const auto asked, asked_of(context, options));
  MINSYNC_ASSIGN(const auto books, some_books(context, options.year));
  MINSYNC_ASSIGN(const auto document, rank_document(books, asked, context.language()));
  if (context.json) {
    context.print(document);
    return {};
  }
  for (const auto& book : books) {
    if (book.allotments.empty()) continue;
    print_head(context, book);
    context.line(ranking_table(context, book, rank_counties(book, book.progress, asked.day)) + "\n");
  }
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
