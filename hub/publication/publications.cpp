#include "hub/publication/publications.h"

#include <algorithm>
#include <charconv>

#include "hub/publication/content.h"
#include "hub/target_records/book_records.h"
#include "hub/targets/calendar.h"
#include "shared/cli/record_json.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

Fault altered(const PublicationNumber& number) {
  return {FaultKind::integrity, "publication.altered", {number_text(number)}, {}};
}

Result<Publication> read_row(const PublicationRow& row) {
  auto document = Json::parse(row.body, nullptr, false);
  const bool whole = document.is_object() && sha256(row.body) == row.hash && document.contains("content") &&
                     document.value("number", "") == number_text(row.number);
  if (!whole) return fail(altered(row.number));
  return Publication{row.number, std::move(document), row.hash};
}

Json who(const std::string& name, std::int64_t at_ms) {
  return {{"by", name.empty() ? Json() : Json(name)}, {"at", time_text(at_ms)}};
}

// Numbers the content as the next of its year and freezes it.
Result<Publication> freeze(HubStore& store, const Json& content, Json prepared, Json confirmed) {
  const auto year = content.at("year").get<std::int32_t>();
  MINSYNC_ASSIGN(auto document, draft_document(store, content, std::nullopt));
  MINSYNC_ASSIGN(const auto last, last_publication(store, year));
  if (last && document.at("differences").empty()) {
    return fail(FaultKind::bad_input, "publication.nothing_new", {number_text(last->number)});
  }
  const PublicationNumber number{year, last ? last->number.number + 1 : 1};
  document["number"] = number_text(number);
  document["prepared"] = std::move(prepared);
  document["confirmed"] = std::move(confirmed);
  PublicationRow row{number, canonical(document)};
  row.hash = sha256(row.body);
  MINSYNC_TRY(store.publications().put(row));
  return Publication{number, std::move(document), row.hash};
}

}  // namespace

std::string number_text(const PublicationNumber& number) {
  return std::to_string(number.year) + "-" + std::to_string(number.number);
}

std::optional<PublicationNumber> read_publication_number(std::string_view text) {
  const auto dash = text.find('-');
  PublicationNumber number;
  if (dash == std::string_view::npos) return std::nullopt;
  std::from_chars(text.data(), text.data() + dash, number.year);
  std::from_chars(text.data() + dash + 1, text.data() + text.size(), number.number);
  // Nothing but the very text: no sign, no leading zero.
  return number.number > 0 && number_text(number) == text ? std::optional(number) : std::nullopt;
}

Result<Json> current_content(HubStore& store, const IngestContext& context, std::int32_t year, std::int32_t today) {
  MINSYNC_ASSIGN(const auto books, read_stored_books(store, context, year));
  if (books.empty()) return fail(FaultKind::bad_input, "targets.none_of_year", {std::to_string(year)});
  return publication_content(books, year, std::min(today, last_day_of(year)));
}

std::string content_hash(const Json& content) {
  return hex(sha256(canonical(content)));
}

Result<Json> draft_document(HubStore& store, const Json& content, const std::optional<Request>& request) {
  MINSYNC_ASSIGN(const auto last, last_publication(store, content.at("year").get<std::int32_t>()));
  Json document = {
      {"format", kPublicationFormat}, {"number", nullptr},   {"year", content.at("year")},   {"before", nullptr},
      {"confirmed", nullptr},         {"prepared", nullptr}, {"differences", Json::array()}, {"content", content}};
  if (last) {
    document["before"] = {{"number", number_text(last->number)}, {"sha256", hex(last->hash)}};
    document["differences"] = content_differences(last->document.at("content"), content);
  }
  if (request) document["prepared"] = who(request->asked_by, request->asked_ms);
  return document;
}

Result<Publication> publish_alone(HubStore& store, const Json& content, std::int64_t now_ms) {
  return freeze(store, content, who({}, now_ms), who({}, now_ms));
}

Result<Publication> confirm_publication(HubStore& store, std::uint64_t number, const User& by, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto request, approve(store, number, by, now_ms));
  MINSYNC_ASSIGN(const auto draft, store.publications().draft(number));
  const auto content = draft ? Json::parse(draft->body, nullptr, false) : Json();
  if (!content.is_object()) return fail(FaultKind::bad_input, "users.no_open_request", {std::to_string(number)});
  MINSYNC_TRY(carry_out(store, number, now_ms));
  MINSYNC_TRY(store.publications().drop_draft(number));
  return freeze(store, content, who(request.asked_by, request.asked_ms), who(by.name, now_ms));
}

std::vector<std::string> audit_details(const Publication& publication) {
  const auto& by = publication.document.at("prepared").at("by");
  return {"prepared_by=" + (by.is_string() ? by.get<std::string>() : std::string()),
          "differences=" + std::to_string(publication.document.at("differences").size()),
          "sha256=" + hex(publication.hash)};
}

Result<std::optional<Publication>> find_publication(HubStore& store, const PublicationNumber& number) {
  MINSYNC_ASSIGN(const auto row, store.publications().find(number));
  if (!row) return std::nullopt;
  MINSYNC_ASSIGN(auto publication, read_row(*row));
  return publication;
}

Result<std::optional<Publication>> last_publication(HubStore& store, std::int32_t year) {
  MINSYNC_ASSIGN(const auto numbers, store.publications().numbers());
  std::optional<PublicationNumber> last;
  for (const auto& number : numbers) {
    if (number.year == year) last = number;
  }
  if (!last) return std::nullopt;
  return find_publication(store, *last);
}

Result<std::vector<Publication>> all_publications(HubStore& store, std::int32_t year) {
  MINSYNC_ASSIGN(const auto numbers, store.publications().numbers());
  std::vector<Publication> all;
  for (const auto& number : numbers) {
    if (year != 0 && number.year != year) continue;
    MINSYNC_ASSIGN(auto publication, find_publication(store, number));
    if (!publication) return fail(altered(number));
    all.push_back(*std::move(publication));
  }
  return all;
}

}  // namespace minsync
