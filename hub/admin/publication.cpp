#include "hub/admin/publication.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "hub/admin/words.h"
#include "hub/documents/people_json.h"
#include "hub/publication/files.h"
#include "hub/publication/listing.h"
#include "hub/storage/snapshot.h"
#include "hub/targets/calendar.h"
#include "hub/users/users.h"
#include "shared/store/durable_files.h"

namespace minsync {
namespace {

struct PublicationOptions {
  std::string name, folder;
  std::int32_t year = 0;
  bool preview = false;
};

Status write_files(const HubContext& context, const nlohmann::json& document, const std::string& folder) {
  if (folder.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const auto& file : published_files(document)) {
    const auto path = (std::filesystem::path(folder) / file.name).string();
    MINSYNC_TRY(write_durable_file(path, [&](const std::string& name) -> Status {
      std::ofstream out(name, std::ios::binary);
      out << file.text;
      return out.flush() ? Status{} : fail(FaultKind::failed, "common.cannot_write", {path});
    }));
    context.note(context.text("publication.written", {path}));
  }
  return {};
}

void say_published(const HubContext& context, const Publication& publication) {
  if (context.json) {
    context.print(publication_json(publication));
    return;
  }
  const auto name = number_text(publication.number);
  const auto differences = std::to_string(publication.document.at("differences").size());
  const bool first = publication.document.at("before").is_null();
  context.line(first ? context.text("publication.published_first", {name})
                     : context.text("publication.published", {name, differences}));
}

std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : std::string("-");
}

// A cell has several lines; here it is one of a table.
std::string in_one_line(const nlohmann::json& value) {
  auto text = text_of(value);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

void show_book(const HubContext& context, const nlohmann::json& book) {
  context.line(book.at("title").get<std::string>());
  if (!book.at("notice").get_ref<const std::string&>().empty()) context.line(book.at("notice").get<std::string>());
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : book.at("rows")) {
    rows.push_back({std::to_string(row.at("number").get<int>()), row.at("cells").at(0).get<std::string>(),
                    row.at("name").get<std::string>(), row.at("cells").at(3).get<std::string>()});
  }
  context.line(table(rows));
  rows.clear();
  for (const auto& county : book.at("ranking")) rows.push_back(ranking_cells(county));
  if (!rows.empty()) context.line(table(rows));
}

void show_document(const HubContext& context, const nlohmann::json& document) {
  for (const auto& book : document.at("content").at("books")) show_book(context, book);
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : document.at("differences")) {
    rows.push_back({text_of(one.at("name")), difference_column(text_of(one.at("column"))), in_one_line(one.at("was")),
                    in_one_line(one.at("now"))});
  }
  if (!rows.empty()) context.line(table(rows));
}

// `work` publishes; the entry gets its words from what it made.
Status act_publishing(HubContext& context, const std::function<Result<Publication>(HubStore&)>& work,
                      const std::vector<std::string>& details, std::optional<Publication>& made) {
  HubContext::Act entry{AuditAction::results_published, {}, {}};
  return context.act(entry, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(made, work(s));
    entry.object = number_text(made->number);
    entry.details = audit_details(*made);
    entry.details.insert(entry.details.end(), details.begin(), details.end());
    return {};
  });
}

// What would be published now, and how it differs from the last time.
Result<nlohmann::json> read_draft(HubContext& context, std::int32_t year) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto ingest, context.ingest());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto content, current_content(*store, ingest, year, today()));
  return draft_document(*store, content, std::nullopt);
}

Status publish_without_persons(HubContext& context, const nlohmann::json& draft, const std::string& folder) {
  context.note(context.text("users.two_persons_not_yet"));
  std::optional<Publication> made;
  MINSYNC_TRY(
      act_publishing(context, [&](HubStore& s) { return publish_alone(s, draft.at("content"), now_ms()); }, {}, made));
  say_published(context, *made);
  return write_files(context, made->document, folder);
}

Status ask_second_person(HubContext& context, const nlohmann::json& draft, const std::string& folder) {
  MINSYNC_ASSIGN(const auto who, context.person());
  MINSYNC_TRY(write_files(context, draft, folder));
  Request request;
  HubContext::Act entry{AuditAction::request_made, {}, {}};
  MINSYNC_TRY(context.act(entry, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(request, prepare_publication(s, draft.at("content"), who.value_or(User{}), now_ms()));
    entry.object = request.about;
    entry.details = {"request=" + std::to_string(request.number), "kind=publication",
                     "content=" + content_hash(draft.at("content"))};
    return {};
  }));
  if (context.json) context.print({{"request", request_json(request)}, {"differences", draft.at("differences")}});
  return fail(FaultKind::partial, "publication.request_made",
              {std::to_string(request.number), roles_with(Right::confirm_publication)});
}

Status preview(const HubContext& context, const nlohmann::json& draft, const std::string& folder) {
  if (context.json) {
    context.print(draft);
  } else {
    show_document(context, draft);
  }
  return write_files(context, draft, folder);
}

Status publish(HubContext& context, const PublicationOptions& options) {
  MINSYNC_ASSIGN(const auto draft, read_draft(context, options.year));
  if (options.preview) return preview(context, draft, options.folder);
  MINSYNC_ASSIGN(auto* store, context.store());
  if (!draft.at("before").is_null() && draft.at("differences").empty()) {
    MINSYNC_ASSIGN(const auto last, last_publication(*store, options.year));
    context.note(context.text("publication.nothing_new", {number_text(last->number)}));
    if (context.json) context.print(publication_json(*last));
    return write_files(context, last->document, options.folder);
  }
  MINSYNC_ASSIGN(const bool people, governed(*store));
  return people ? ask_second_person(context, draft, options.folder)
                : publish_without_persons(context, draft, options.folder);
}

Status list(HubContext& context, const PublicationOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
  MINSYNC_ASSIGN(const auto document, publications_document(*store, options.year, now_ms()));
  if (context.json) {
    context.print(document);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : document.at("publications")) {
    rows.push_back({text_of(one.at("number")), text_of(one.at("published")), text_of(one.at("prepared_by")),
                    text_of(one.at("confirmed_by")), std::to_string(one.at("differences").get<std::size_t>()),
                    text_of(one.at("sha256")).substr(0, 12)});
  }
  for (const auto& one : document.at("waiting")) {
    rows.push_back({std::to_string(one.at("request").get<std::uint64_t>()), text_of(one.at("asked")),
                    text_of(one.at("asked_by")), context.text("publication.waits"), "", ""});
  }
  if (rows.empty()) context.note(context.text("publication.none"));
  if (!rows.empty()) context.line(table(rows));
  return {};
}

Status show(HubContext& context, const PublicationOptions& options) {
  MINSYNC_ASSIGN(auto* store, context.store());
  const auto document = [&]() -> Result<nlohmann::json> {
    MINSYNC_ASSIGN(const auto snapshot, Snapshot::begin(*store));
    return named_publication(*store, options.name, now_ms());
  }();
  if (!document) return fail(document.error());
  if (context.json) {
    context.print(*document);
  } else {
    context.line(text_of(document->at("number")) + "  sha256 " + text_of(document->at("sha256")));
    show_document(context, *document);
  }
  return write_files(context, *document, options.folder);
}

}  // namespace

Status publish_confirmed(HubContext& context, std::uint64_t request, const User& by) {
  std::optional<Publication> made;
  MINSYNC_TRY(act_publishing(
      context, [&](HubStore& s) { return confirm_publication(s, request, by, now_ms()); },
      {"request=" + std::to_string(request)}, made));
  say_published(context, *made);
  return {};
}

void add_publication(Command app, HubContext& context) {
  auto options = std::make_shared<PublicationOptions>();
  auto publishing = app.add_command("publish", "ask the second person to publish a year's results");
  publishing.add_option("--year", options->year).required().range(kFirstTargetYear, kLastTargetYear);
  publishing.add_option("-o", options->folder, "folder for the page and the tables");
  publishing.add_flag("--preview", options->preview, "show it, and ask nobody");
  publishing.on_chosen(
      [&context, options] { context.command = [&context, options] { return publish(context, *options); }; });
  auto publication = app.add_command("publication", "what was published, frozen under its number");
  publication.require_command();
  auto listing = publication.add_command("list", "all of them, and what waits for a second person");
  listing.add_option("--year", options->year).range(kFirstTargetYear, kLastTargetYear);
  listing.on_chosen([&context, options] { context.command = [&context, options] { return list(context, *options); }; });
  auto showing = publication.add_command("show", "one of them");
  showing.add_option("NUMBER", options->name, "2016-1, or the number of a request that waits").required();
  showing.add_option("-o", options->folder, "folder for the page and the tables");
  showing.on_chosen([&context, options] { context.command = [&context, options] { return show(context, *options); }; });
}

}  // namespace minsync
