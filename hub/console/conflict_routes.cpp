#include "hub/console/handlers.h"
#include "hub/console/named.h"
#include "hub/documents/record_document.h"
#include "hub/review/conflicts.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

constexpr std::size_t kMostItems = 200;

Result<ConflictsWanted> read_wanted(const Call& call) {
  ConflictsWanted wanted;
  MINSYNC_ASSIGN(wanted.form, query_text(call, "form"));
  MINSYNC_ASSIGN(wanted.after, query_text(call, "after"));
  MINSYNC_ASSIGN(wanted.limit, query_limit(call));
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  if (!wanted.form.empty()) MINSYNC_TRY(call.hub().forms().get(wanted.form));
  if (!org.empty()) {
    MINSYNC_ASSIGN(wanted.root, divisions_in_use().get_code(org));
  }
  return wanted;
}

Result<std::uint64_t> total_of(Call& call, const ConflictsWanted& wanted) {
  MINSYNC_ASSIGN(const auto counts, conflicts_by_unit(call.store, call.hub().forms(), wanted.form));
  std::uint64_t total = 0;
  for (const auto& [unit, count] : counts) {
    if (!wanted.root || divisions_in_use().is_within(unit, *wanted.root)) total += count;
  }
  return total;
}

Result<Json> shown(HubStore& store, const OpenConflict& conflict, const AuthorNames& authors) {
  auto json = conflict_json(*conflict.form, conflict.record, conflict.state, authors, Disclosure::masked);
  json["org"] = code_of(conflict.unit);
  json["org_name"] = name_of(conflict.unit);
  MINSYNC_ASSIGN(const auto record, store.records().load(*conflict.form, conflict.record));
  json["closed"] = record ? closed_json(*conflict.form, *record) : Json();
  json["title"] = record ? title_json(*conflict.form, *record) : Json();
  name_orgs(json);
  return json;
}

struct Choice {
  std::string id, keep;  // as resolve_conflict takes it
};

Result<Choice> read_choice(const Json& item) {
  if (!item.is_object()) return fail(FaultKind::bad_input, "console.bad_value", {"items"});
  Choice choice;
  MINSYNC_ASSIGN(choice.id, need_text(item, "id", 100));
  MINSYNC_ASSIGN(choice.keep, need_text(item, "keep", 20));
  if (choice.keep == "value") {
    MINSYNC_ASSIGN(const auto value, text_or_empty(item, "value"));
    MINSYNC_ASSIGN(const auto normalised, normalise(value));
    choice.keep = "value=" + normalised;
  } else if (choice.keep != "current" && choice.keep != "incoming" && choice.keep != "base") {
    return fail(FaultKind::bad_input, "console.bad_keep");
  }
  return choice;
}

Status decide(Call& call, const Choice& choice, const std::string& reason) {
  MINSYNC_ASSIGN(const auto id, parse_conflict_id(choice.id));
  const auto kept = choice.keep.substr(0, choice.keep.find('='));
  return act(call, {AuditAction::conflict_decided, choice.id, {"keep=" + kept}}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto context, call.hub().context(s));
    return resolve_conflict(s, context, call.hub().identity(), id.first, id.second, choice.keep, reason);
  });
}

// Each for itself: one that cannot be decided any more does not keep the others.
Json decide_all(Call& call, const std::vector<Choice>& choices, const std::string& reason) {
  auto results = Json::array();
  std::size_t done = 0;
  for (const auto& choice : choices) {
    const auto status = decide(call, choice, reason);
    Json one = {{"id", choice.id}, {"done", status.has_value()}};
    if (!status) {
      one["error"] = status.error().id;
      one["message"] = say(call.language, status.error());
    }
    done += status ? 1 : 0;
    results.push_back(std::move(one));
  }
  return {{"done", done}, {"results", std::move(results)}};
}

}  // namespace

Result<Json> conflicts(Call& call) {
  MINSYNC_ASSIGN(const auto wanted, read_wanted(call));
  MINSYNC_ASSIGN(const auto page, read_conflicts(call.store, call.hub().forms(), divisions_in_use(), wanted));
  MINSYNC_ASSIGN(const auto authors, AuthorNames::read(call.store));
  Json json = {{"conflicts", Json::array()}, {"total", nullptr}};
  json["next"] = page.next.empty() ? Json() : Json(page.next);
  // Once a list: its later pages need not count again.
  if (wanted.after.empty()) {
    MINSYNC_ASSIGN(json["total"], total_of(call, wanted));
  }
  for (const auto& one : page.conflicts) {
    MINSYNC_ASSIGN(auto each, shown(call.store, one, authors));
    json["conflicts"].push_back(std::move(each));
  }
  return json;
}

Result<Json> resolve(Call& call) {
  MINSYNC_ASSIGN(const auto reason, need_reason(call.body));
  const auto items = call.body.find("items");
  if (items == call.body.end() || !items->is_array()) return fail(FaultKind::bad_input, "console.needed", {"items"});
  if (items->size() > kMostItems) return fail(FaultKind::bad_input, "console.too_many", {std::to_string(kMostItems)});
  std::vector<Choice> choices;
  for (const auto& item : *items) {
    MINSYNC_ASSIGN(auto choice, read_choice(item));
    choices.push_back(std::move(choice));
  }
  return decide_all(call, choices, reason);
}

Result<Json> restore(Call& call) {
  MINSYNC_ASSIGN(const auto reason, need_reason(call.body));
  MINSYNC_ASSIGN(const auto ids, texts_or_none(call.body, "ids", kMostItems));
  if (ids.empty()) return fail(FaultKind::bad_input, "console.needed", {"ids"});
  std::vector<Choice> choices;
  for (const auto& id : ids) choices.push_back({id, "incoming"});
  return decide_all(call, choices, reason);
}

}  // namespace minsync::console
