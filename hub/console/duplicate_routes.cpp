#include "hub/console/handlers.h"
#include "hub/documents/duplicate_json.h"
#include "shared/divisions/in_use.h"

namespace minsync::console {
namespace {

constexpr std::size_t kMostFields = 400, kMostDecisions = 20'000, kLongestId = 40;

Result<std::string> query_word(const Call& call, const char* name, std::initializer_list<std::string_view> words) {
  MINSYNC_ASSIGN(auto text, query_text(call, name));
  for (const auto word : words) {
    if (text == word) return text;
  }
  return text.empty() ? Result<std::string>(std::move(text)) : fail(FaultKind::bad_input, "console.bad_value", {name});
}

Result<CandidatesWanted> read_wanted(const Call& call) {
  CandidatesWanted wanted;
  MINSYNC_ASSIGN(wanted.form, query_text(call, "form"));
  if (!wanted.form.empty()) MINSYNC_TRY(call.hub().forms().get(wanted.form));
  MINSYNC_ASSIGN(const auto org, query_text(call, "org"));
  if (!org.empty()) {
    MINSYNC_ASSIGN(wanted.root, divisions_in_use().get_code(org));
  }
  MINSYNC_ASSIGN(const auto strength, query_word(call, "strength", {"strong", "medium", "weak"}));
  wanted.strength = read_strength(strength);
  MINSYNC_ASSIGN(const auto apart, query_word(call, "apart", {"county", "township"}));
  if (!apart.empty()) wanted.apart = apart == "county" ? Apart::counties : Apart::townships;
  MINSYNC_ASSIGN(const auto dismissed, query_text(call, "dismissed"));
  wanted.dismissed = dismissed == "1";
  MINSYNC_ASSIGN(wanted.after, query_text(call, "after"));
  MINSYNC_ASSIGN(wanted.limit, query_limit(call));
  return wanted;
}

Result<RecordId> body_id(const Call& call, const char* key) {
  MINSYNC_ASSIGN(const auto text, need_text(call.body, key, kLongestId));
  return parse_record_id(text);
}

Result<std::string> body_reason(const Call& call) {
  MINSYNC_ASSIGN(const auto typed, text_or_empty(call.body, "reason"));
  return reason_text(typed);
}

std::string by(const Call& call) {
  return call.user ? call.user->name : std::string();
}

Result<MergeWanted> read_merge(const Call& call) {
  MergeWanted wanted;
  MINSYNC_ASSIGN(wanted.kept, body_id(call, "kept"));
  MINSYNC_ASSIGN(wanted.merged, body_id(call, "merged"));
  MINSYNC_ASSIGN(wanted.take, texts_or_none(call.body, "take", kMostFields));
  MINSYNC_ASSIGN(wanted.leave, texts_or_none(call.body, "leave", kMostFields));
  MINSYNC_ASSIGN(wanted.reason, body_reason(call));
  wanted.by = by(call);
  return wanted;
}

Result<Json> decide(Call& call, bool dismissed) {
  Dismissal dismissal;
  MINSYNC_ASSIGN(dismissal.a, body_id(call, "a"));
  MINSYNC_ASSIGN(dismissal.b, body_id(call, "b"));
  MINSYNC_ASSIGN(dismissal.reason, body_reason(call));
  dismissal.by = by(call);
  dismissal.dismissed = dismissed;
  Decision decision;
  const Act about{AuditAction::duplicate_dismissed,
                  dismissal.a.value.text(),
                  {"other=" + dismissal.b.value.text(), dismissed ? "status=dismissed" : "status=open"}};
  MINSYNC_TRY(act(call, about, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto context, call.hub().context(s));
    MINSYNC_ASSIGN(decision, dismiss_pair(s, context, call.hub().identity(), dismissal));
    return {};
  }));
  return decision_json(decision);
}

}  // namespace

Result<Json> duplicates(Call& call) {
  MINSYNC_ASSIGN(const auto wanted, read_wanted(call));
  MINSYNC_ASSIGN(auto index, DuplicateIndex::open(call.hub().folder()));
  MINSYNC_ASSIGN(const auto page, read_candidates(call.store, index, call.hub().forms(), divisions_in_use(), wanted));
  return candidates_json(page, divisions_in_use());
}

Result<Json> compare(Call& call) {
  MergeWanted wanted;
  MINSYNC_ASSIGN(const auto kept, query_text(call, "kept"));
  MINSYNC_ASSIGN(const auto merged, query_text(call, "merged"));
  MINSYNC_ASSIGN(wanted.kept, parse_record_id(kept));
  MINSYNC_ASSIGN(wanted.merged, parse_record_id(merged));
  return comparison_json(call.store, call.hub().forms(), wanted, call.language);
}

Result<Json> decided(Call& call) {
  MINSYNC_ASSIGN(const auto status, query_word(call, "status", {"open", "dismissed", "merged", "split"}));
  MINSYNC_ASSIGN(const auto after, query_text(call, "after"));
  MINSYNC_ASSIGN(const auto limit, query_limit(call));
  std::optional<RecordId> behind;
  if (!after.empty()) {
    MINSYNC_ASSIGN(behind, parse_record_id(after));
  }
  auto json = Json{{"decisions", Json::array()}, {"next", nullptr}};
  const auto& forms = call.hub().forms();
  RecordId last;
  std::size_t looked_at = 0;
  MINSYNC_TRY(each_decision(call.store, forms, behind, [&](const Decision& decision) -> Result<bool> {
    if (json["decisions"].size() == limit || looked_at == kMostDecisions) {
      json["next"] = last.value.text();
      return false;
    }
    ++looked_at;
    last = decision.id;
    if (!status.empty() && status_word(decision.status) != status) return true;
    MINSYNC_ASSIGN(auto one, decided_json(call.store, forms, decision));
    json["decisions"].push_back(std::move(one));
    return true;
  }));
  return json;
}

Result<Json> merge(Call& call) {
  MINSYNC_ASSIGN(const auto wanted, read_merge(call));
  Decision decision;
  const Act about{AuditAction::duplicates_merged, wanted.kept.value.text(), {"merged=" + wanted.merged.value.text()}};
  MINSYNC_TRY(act(call, about, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto context, call.hub().context(s));
    MINSYNC_ASSIGN(decision, merge_records(s, context, call.hub().identity(), wanted));
    return {};
  }));
  return decision_json(decision);
}

Result<Json> split(Call& call) {
  MINSYNC_ASSIGN(const auto id, body_id(call, "id"));
  MINSYNC_ASSIGN(const auto reason, body_reason(call));
  const auto who = by(call);
  Parted parted;
  MINSYNC_TRY(act(call, {AuditAction::duplicates_split, id.value.text()}, [&](HubStore& s) -> Status {
    MINSYNC_ASSIGN(const auto context, call.hub().context(s));
    MINSYNC_ASSIGN(parted, split_records(s, context, call.hub().identity(), id, reason, who));
    return {};
  }));
  return parted_json(parted);
}

Result<Json> dismiss(Call& call) {
  return decide(call, true);
}

Result<Json> reopen(Call& call) {
  return decide(call, false);
}

}  // namespace minsync::console
