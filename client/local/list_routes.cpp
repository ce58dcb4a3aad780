#include "client/local/handlers.h"
#include "client/local/record_finder.h"
#include "client/local/record_rows.h"

namespace minsync {
namespace {

constexpr std::size_t kPage = 50, kLongestPage = 200;

}  // namespace

Result<LocalReply> records(Call& call) {
  MINSYNC_ASSIGN(const Form* form, call.store().forms().get(call.name));
  MINSYNC_ASSIGN(const auto limit, query_number(call, "limit", kPage, kLongestPage));
  MINSYNC_ASSIGN(const auto after, query_text(call, "after"));
  MINSYNC_ASSIGN(const auto query, list_query(call, *form));
  MINSYNC_ASSIGN(const auto page, find_page(call, *form, query, after, limit));
  Json out = {{"records", Json::array()}, {"next", page.next.empty() ? Json(nullptr) : Json(page.next)}};
  for (const auto& one : page.records) {
    MINSYNC_ASSIGN(auto row, row_json(call, *form, one));
    out["records"].push_back(std::move(row));
  }
  out["total"] = nullptr;
  if (after.empty()) {
    MINSYNC_ASSIGN(const auto total, count_found(call, *form, query));
    if (total) out["total"] = *total;
  }
  MINSYNC_ASSIGN(out["index"], index_json(call, *form));
  return json_reply(out);
}

}  // namespace minsync
