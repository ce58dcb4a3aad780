// One step on many records: first what would be done, then a few at a time, so that it can be stopped between two
// requests and what was done is told record by record.
#include <map>

#include "client/exchange/clean_record.h"
#include "client/exchange/entering.h"
#include "client/local/entry_options.h"
#include "client/local/handlers.h"
#include "client/local/record_finder.h"
#include "client/local/record_rows.h"
#include "shared/cli/record_json.h"

namespace minsync {
namespace {

constexpr std::size_t kMostLookedAt = 5'000, kMostAtOnce = 50, kMostNamed = 20;

struct LeftOut {
  std::size_t count = 0;
  Json records = Json::array();
};

// A text, since numbers of the page hold 53 bits.
std::string seen_of(const StoredRecord& record) {
  return std::to_string(record.state.version.value);
}

Json named(const FoundRecord& found) {
  return {{"id", found.record.state.id.value.text()},
          {"seen", seen_of(found.record)},
          {"title", record_title(*found.form, found.record)},
          {"org_name", unit_name(unit_code(found.record.state.unit))}};
}

Json left_out_json(const std::map<NotClean, LeftOut>& left_out) {
  Json out = Json::array();
  for (const auto& [why, one] : left_out) {
    out.push_back({{"why", not_clean_name(why)}, {"count", one.count}, {"records", one.records}});
  }
  return out;
}

// A record that is decided as it was looked at.
struct Chosen {
  std::string id, seen;
};
Result<std::vector<Chosen>> chosen_in(const Call& call) {
  const auto found = call.body.find("records");
  const auto wrong = fail(FaultKind::bad_input, "local.bad_value", {"records"});
  if (found == call.body.end() || !found->is_array() || found->empty() || found->size() > kMostAtOnce) return wrong;
  std::vector<Chosen> chosen;
  for (const auto& one : *found) {
    if (!one.is_object() || !one.contains("id") || !one.contains("seen")) return wrong;
    if (!one["id"].is_string() || !one["seen"].is_string()) return wrong;
    chosen.push_back({one["id"].get<std::string>(), one["seen"].get<std::string>()});
  }
  return chosen;
}

// Is asked within the transaction that takes the step: a sync beside may have brought something since.
Status still_clean(ClientStore& store, const FoundRecord& found, const std::string& to, const Chosen& chosen,
                   const CheckContext& context, std::string& why) {
  if (seen_of(found.record) != chosen.seen) {
    why = not_clean_name(NotClean::changed);
    return fail(FaultKind::bad_input, "client.unclean_changed");
  }
  MINSYNC_ASSIGN(const auto unclean, why_not_clean(store, found, to, context));
  if (!unclean) return {};
  why = not_clean_name(unclean->why);
  return fail(unclean->fault);
}

Result<Json> taken_json(Call& call, const Chosen& one, const Result<Entered>& entered, const std::string& why) {
  const bool done = entered && entered->errors.empty();
  Json out = {{"id", one.id}, {"done", done}};
  if (done) {
    MINSYNC_ASSIGN(const auto own, call.store().edits_of(entered->record));
    out["sequence"] = own.back().edit.id.sequence.value;
    return out;
  }
  const auto fault = entered ? refusal_of(*entered) : entered.error();
  out["why"] = why.empty() ? not_clean_name(NotClean::error) : why;
  out["message"] = say(call.language, fault);
  return out;
}

}  // namespace

Result<LocalReply> preview_bulk(Call& call) {
  auto& store = call.store();
  MINSYNC_ASSIGN(const Form* form, store.forms().get(call.name));
  MINSYNC_TRY(may_write(store, *form));
  MINSYNC_ASSIGN(const auto to, need_text(call, "state", 200));
  MINSYNC_ASSIGN(const auto query, list_query(call, *form));
  MINSYNC_ASSIGN(const auto ids, find_all(call, *form, query));
  const auto context = check_context(today_here(), call.language);
  std::map<NotClean, LeftOut> left_out;
  Json clean = Json::array();
  std::size_t looked_at = 0;
  for (const auto id : ids) {
    MINSYNC_ASSIGN(auto record, store.records().load(*form, id));
    if (!record || !fits_query(*form, query, *record)) continue;
    if (++looked_at > kMostLookedAt) break;
    const FoundRecord found{form, std::move(*record)};
    MINSYNC_ASSIGN(const auto why, why_not_clean(store, found, to, context));
    auto row = named(found);
    if (!why) {
      clean.push_back(std::move(row));
      continue;
    }
    auto& one = left_out[why->why];
    row["message"] = say(call.language, why->fault);
    if (++one.count <= kMostNamed) one.records.push_back(std::move(row));
  }
  return json_reply({{"found", std::min(looked_at, kMostLookedAt)},
                     {"more", looked_at > kMostLookedAt},
                     {"clean", std::move(clean)},
                     {"left_out", left_out_json(left_out)}});
}

Result<LocalReply> take_bulk(Call& call) {
  auto& store = call.store();
  MINSYNC_ASSIGN(const auto to, need_text(call, "state", 200));
  MINSYNC_ASSIGN(const auto chosen, chosen_in(call));
  MINSYNC_ASSIGN(auto options, entry_options(call, "reason"));
  MINSYNC_ASSIGN(const auto returning, returning_in(call));
  Json results = Json::array();
  for (const auto& one : chosen) {
    std::string why;
    options.only_if = [&](const FoundRecord& found) {
      if (found.form->name != call.name) return Status(fail(FaultKind::bad_input, "client.no_record", {one.id}));
      return still_clean(store, found, to, one, options.context, why);
    };
    const auto entered = enter_step(store, one.id, to, options, returning);
    if (!entered && entered.error().kind == FaultKind::failed) return fail(entered.error());
    MINSYNC_ASSIGN(auto result, taken_json(call, one, entered, why));
    results.push_back(std::move(result));
  }
  return json_reply({{"results", std::move(results)}});
}

}  // namespace minsync
