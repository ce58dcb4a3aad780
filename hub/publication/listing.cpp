#include "hub/publication/listing.h"

#include <charconv>

#include "shared/cli/record_json.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

Json head_json(const Publication& publication) {
  const auto& document = publication.document;
  return {{"number", document.at("number")},
          {"year", document.at("year")},
          {"as_of", document.at("content").at("as_of")},
          {"published", document.at("confirmed").at("at")},
          {"prepared_by", document.at("prepared").at("by")},
          {"confirmed_by", document.at("confirmed").at("by")},
          {"differences", document.at("differences").size()},
          {"sha256", hex(publication.hash)}};
}

Result<Json> waiting_json(HubStore& store, std::int32_t year, std::int64_t now_ms) {
  auto list = Json::array();
  MINSYNC_ASSIGN(const auto drafts, store.publications().drafts());
  for (const auto number : drafts) {
    MINSYNC_ASSIGN(const auto draft, store.publications().draft(number));
    MINSYNC_ASSIGN(const auto request, store.people().find_request(number));
    const bool open = draft && request && request->done_ms == 0 && now_ms < request->expires_ms;
    if (!open || (year != 0 && draft->year != year)) continue;
    list.push_back({{"request", number},
                    {"year", draft->year},
                    {"asked_by", request->asked_by},
                    {"asked", time_text(request->asked_ms)},
                    {"expires", time_text(request->expires_ms)}});
  }
  return list;
}

std::uint64_t request_number(const std::string& name) {
  std::uint64_t number = 0;
  const auto* const end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data(), end, number);
  return error == std::errc() && stopped == end ? number : 0;
}

}  // namespace

Json publication_json(const Publication& publication) {
  auto json = publication.document;
  json["sha256"] = hex(publication.hash);
  json["request"] = nullptr;
  return json;
}

Result<Json> publications_document(HubStore& store, std::int32_t year, std::int64_t now_ms) {
  MINSYNC_ASSIGN(const auto all, all_publications(store, year));
  Json document = {{"publications", Json::array()}};
  for (const auto& one : all) document["publications"].push_back(head_json(one));
  MINSYNC_ASSIGN(document["waiting"], waiting_json(store, year, now_ms));
  return document;
}

Result<Json> named_publication(HubStore& store, const std::string& name, std::int64_t now_ms) {
  if (const auto number = read_publication_number(name)) {
    MINSYNC_ASSIGN(const auto found, find_publication(store, *number));
    if (found) return publication_json(*found);
  } else if (const auto request = request_number(name); request != 0) {
    MINSYNC_ASSIGN(auto draft, waiting_draft(store, request, now_ms));
    if (draft) {
      (*draft)["request"] = request;
      (*draft)["sha256"] = content_hash(draft->at("content"));
      return *std::move(draft);
    }
  }
  return fail(FaultKind::bad_input, "publication.unknown", {name.substr(0, 40)});
}

}  // namespace minsync
