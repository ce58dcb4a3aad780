#include "client/documents/conflicts.h"
#include "client/documents/found_record.h"
#include "client/exchange/entry_rules.h"
#include "client/local/handlers.h"
#include "client/local/record_rows.h"

namespace minsync {
namespace {

constexpr std::size_t kPage = 50, kMost = 200;

Result<Sequence> sequence_in(const std::string& text) {
  if (text.empty()) return Sequence{};
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || text.size() > 18) return fail(FaultKind::bad_input, "local.bad_value", {"after"});
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return Sequence{number};
}

void name_sides(Json& conflict) {
  for (const auto* side : {"base", "current", "incoming"}) {
    if (!conflict[side].is_object() || !conflict[side]["org"].is_string()) continue;
    conflict[side]["org_name"] = unit_name(conflict[side]["org"].get<std::string>());
  }
}

Json with_place(Call& call, const FoundConflict& found) {
  auto& store = call.store();
  Json out = conflict_json(call.language, store, found, Disclosure::masked);
  name_sides(out);
  out["title"] = record_title(*found.form, found.record);
  out["org"] = unit_code(found.record.state.unit);
  out["may_decide"] =
      may_write(store, *found.form).has_value() && in_own_area(store, found.record.state.unit).has_value();
  return out;
}

// "" for a record that is not here any more.
Result<std::string> title_of(Call& call, const OutboxEntry& entry) {
  const Form* form = call.store().forms().find(entry.edit.form);
  if (form == nullptr) return "";
  MINSYNC_ASSIGN(const auto record, call.store().records().load(*form, entry.edit.record));
  return record ? record_title(*form, *record) : "";
}

}  // namespace

Result<LocalReply> receipts(Call& call) {
  MINSYNC_ASSIGN(const auto limit, query_number(call, "limit", kPage, kMost));
  MINSYNC_ASSIGN(const auto before, sequence_in(query_value(call.request.target, "after")));
  const auto state =
      query_value(call.request.target, "refused") == "1" ? std::optional(OutboxState::refused) : std::nullopt;
  MINSYNC_ASSIGN(auto entries, call.store().outbox(state, limit + 1, before));
  const bool more = entries.size() > limit;
  if (more) entries.pop_back();
  Json out = {{"receipts", Json::array()},
              {"next", more ? Json(std::to_string(entries.back().edit.id.sequence.value)) : Json(nullptr)}};
  for (const auto& entry : entries) {
    auto receipt = receipt_json(call, entry);
    MINSYNC_ASSIGN(receipt["title"], title_of(call, entry));
    out["receipts"].push_back(std::move(receipt));
  }
  return json_reply(out);
}

Result<LocalReply> conflicts(Call& call) {
  Json out = {{"conflicts", Json::array()}, {"count", 0}};
  const auto wanted = query_value(call.request.target, "record");
  if (!wanted.empty()) {
    MINSYNC_ASSIGN(const auto found, find_record(call.store(), wanted));
    for (const auto& one : conflicts_of(*found.form, found.record)) out["conflicts"].push_back(with_place(call, one));
    out["count"] = out["conflicts"].size();
    return json_reply(out);
  }
  std::size_t count = 0;
  MINSYNC_TRY(each_conflict(call.store(), [&](const FoundConflict& found) {
    if (++count <= kMost) out["conflicts"].push_back(with_place(call, found));
  }));
  out["count"] = count;
  return json_reply(out);
}

}  // namespace minsync
