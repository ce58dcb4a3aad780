#include "hub/console/handlers.h"
#include "hub/console/requests.h"
#include "hub/documents/names.h"
#include "hub/publication/files.h"
#include "hub/publication/listing.h"
#include "hub/targets/calendar.h"

namespace minsync::console {
namespace {

constexpr std::size_t kHashLength = 64;
constexpr Bounds kYears{kFirstTargetYear, kLastTargetYear};

Result<Json> content_now(Call& call, HubStore& store, std::int32_t year) {
  MINSYNC_ASSIGN(const auto context, call.hub().context(store));
  return current_content(store, context, year, today());
}

Result<std::int32_t> year_in_body(const Call& call) {
  const auto found = call.body.find("year");
  const bool sound = found != call.body.end() && found->is_number_unsigned() &&
                     found->get<std::uint64_t>() >= kYears.least && found->get<std::uint64_t>() <= kYears.most;
  if (!sound) return fail(FaultKind::bad_input, "console.bad_value", {"year"});
  return found->get<std::int32_t>();
}

// His rights as they are in this transaction.
Result<User> user_now(Call& call, HubStore& store) {
  MINSYNC_ASSIGN(const auto user, user_of_session(store, call.token, call.now_ms));
  if (!user) return fail(FaultKind::not_allowed, "console.log_in_first");
  return *user;
}

// What a second person looks at before he confirms: who asked, and whether the data say something else by now.
Status add_request(Call& call, Json& document) {
  MINSYNC_ASSIGN(const auto request, call.store.people().find_request(document.at("request").get<std::uint64_t>()));
  if (request) document["asked"] = request_with_rights(call, *request);
  const auto now = content_now(call, call.store, document.at("year").get<std::int32_t>());
  document["outdated"] = !now || content_hash(*now) != document.at("sha256").get<std::string>();
  return {};
}

}  // namespace

Result<Json> publications(Call& call) {
  MINSYNC_ASSIGN(const auto year, query_number(call, "year", 0, kYears));
  return publications_document(call.store, static_cast<std::int32_t>(year), call.now_ms);
}

Result<Json> publication(Call& call) {
  MINSYNC_ASSIGN(auto document, named_publication(call.store, call.name, call.now_ms));
  if (!document.at("request").is_null()) MINSYNC_TRY(add_request(call, document));
  return document;
}

Result<Json> publication_files(Call& call) {
  MINSYNC_ASSIGN(const auto document, named_publication(call.store, call.name, call.now_ms));
  auto json = Json{{"files", Json::array()}};
  for (const auto& file : published_files(document))
    json["files"].push_back({{"name", file.name}, {"text", file.text}});
  return json;
}

Result<Json> publication_preview(Call& call) {
  MINSYNC_ASSIGN(const auto year, query_number(call, "year", 0, kYears));
  if (year == 0) return fail(FaultKind::bad_input, "console.needed", {"year"});
  MINSYNC_ASSIGN(const auto content, content_now(call, call.store, static_cast<std::int32_t>(year)));
  MINSYNC_ASSIGN(auto document, draft_document(call.store, content, std::nullopt));
  document["request"] = nullptr;
  document["sha256"] = content_hash(content);
  return document;
}

Result<Json> prepare(Call& call) {
  MINSYNC_ASSIGN(const auto year, year_in_body(call));
  MINSYNC_ASSIGN(const auto seen, need_text(call.body, "sha256", kHashLength));
  Request request;
  Act entry{AuditAction::request_made, {}};
  MINSYNC_TRY(act(call, entry, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto content, content_now(call, s, year));
    if (content_hash(content) != seen) return fail(FaultKind::bad_input, "publication.changed_meanwhile");
    MINSYNC_ASSIGN(const auto user, user_now(call, s));
    MINSYNC_ASSIGN(request, prepare_publication(s, content, user, call.now_ms));
    entry.object = request.about;
    entry.details = {"request=" + std::to_string(request.number), "kind=publication", "content=" + seen};
    return {};
  }));
  return request_with_rights(call, request);
}

Result<Json> publish_confirmed(Call& call, std::uint64_t number) {
  std::string name;
  Act entry{AuditAction::results_published, {}};
  MINSYNC_TRY(act(call, entry, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto user, user_now(call, s));
    MINSYNC_ASSIGN(const auto made, confirm_publication(s, number, user, call.now_ms));
    name = number_text(made.number);
    entry.object = name;
    entry.details = audit_details(made);
    entry.details.push_back("request=" + std::to_string(number));
    return {};
  }));
  Request done;
  MINSYNC_ASSIGN(const auto found, call.store.people().find_request(number));
  auto json = request_with_rights(call, found.value_or(done));
  json["publication"] = name;
  return json;
}

}  // namespace minsync::console
