// What was prepared, and waits for the second person.
#include "hub/publication/content.h"
#include "hub/publication/publications.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

bool is_publication(const Request& request) {
  return request.kind == static_cast<std::uint8_t>(TwoPersons::publication);
}

// Drafts of requests that nobody confirmed in time.
Status forget_expired(HubStore& store, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto drafts, store.publications().drafts());
  for (const auto number : drafts) {
    MINSYNC_ASSIGN(const auto request, store.people().find_request(number));
    const bool open = request && request->done_ms == 0 && now_ms < request->expires_ms;
    if (!open) MINSYNC_TRY(store.publications().drop_draft(number));
  }
  return {};
}

}  // namespace

Result<bool> is_publication_request(HubStore& store, std::uint64_t number) {
  MINSYNC_ASSIGN(const auto request, store.people().find_request(number));
  return request && is_publication(*request);
}

Result<Request> prepare_publication(HubStore& store, const Json& content, const User& by, std::int64_t now_ms) {
  const auto& rule = rule_of(TwoPersons::publication);
  if (!may(by.roles, rule.asks)) {
    return fail(FaultKind::not_allowed, "users.may_not", {by.name, roles_with(rule.asks)});
  }
  MINSYNC_ASSIGN(const auto document, draft_document(store, content, std::nullopt));
  if (!document.at("before").is_null() && document.at("differences").empty()) {
    return fail(FaultKind::bad_input, "publication.nothing_new",
                {document.at("before").at("number").get<std::string>()});
  }
  const auto year = content.at("year").get<std::int32_t>();
  const Asked asked{
      TwoPersons::publication, "publish --year " + std::to_string(year), {std::to_string(year), content_hash(content)}};
  MINSYNC_ASSIGN(const auto waits, find_asked(store, asked, by.name, now_ms));
  if (waits) {
    return fail(FaultKind::partial, "publication.request_waits",
                {std::to_string(waits->number), roles_with(rule.confirms)});
  }
  MINSYNC_TRY(forget_expired(store, now_ms));
  MINSYNC_ASSIGN(auto request, ask(store, asked, by.name, now_ms));
  MINSYNC_TRY(store.publications().put_draft({request.number, year, canonical(content)}));
  return request;
}

Result<std::optional<Json>> waiting_draft(HubStore& store, std::uint64_t number, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto request, store.people().find_request(number));
  const bool open = request && is_publication(*request) && request->done_ms == 0 && now_ms < request->expires_ms;
  if (!open) return std::nullopt;
  MINSYNC_ASSIGN(const auto draft, store.publications().draft(number));
  const auto content = draft ? Json::parse(draft->body, nullptr, false) : Json();
  if (!content.is_object()) return std::nullopt;
  MINSYNC_ASSIGN(auto document, draft_document(store, content, request));
  return document;
}

}  // namespace minsync
