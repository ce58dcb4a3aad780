#include "hub/documents/duplicate_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/documents/record_document.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"

namespace minsync {
namespace {

using Json = nlohmann::json;

Json side_json(const Form& form, const StoredRecord& record) {
  auto json = record_json(form, record, Disclosure::masked);
  json["org_name"] = name_of(record.state.unit);
  const auto county = divisions_in_use().at_level(record.state.unit, UnitLevel::county);
  json["county_name"] = county && *county != record.state.unit ? name_of(*county) : "";
  json["deleted"] = record.deleted;
  json["title"] = title_json(form, record);
  return json;
}

Json reasons_json(const Likeness& alike) {
  Json reasons = Json::array();
  for (const auto kind : alike.kinds) reasons.push_back(kind_word(kind));
  return reasons;
}

const char* apart_word(const Divisions& divisions, const Candidate& one) {
  const auto differ = [&](UnitLevel level) {
    return divisions.at_level(one.a.state.unit, level) != divisions.at_level(one.b.state.unit, level);
  };
  if (differ(UnitLevel::county)) return "county";
  return differ(UnitLevel::township) ? "township" : "none";
}

Json choices_json(const Form& form, const std::vector<GroupChoice>& choices) {
  Json groups = Json::array();
  for (const auto& choice : choices) {
    Json fields = Json::array();
    for (const auto number : choice.rule->fields) fields.push_back(form.field(number)->name);
    groups.push_back({{"fields", std::move(fields)},
                      {"choosable", choice.choosable},
                      {"in_conflict", choice.in_conflict},
                      {"same", choice.kept == choice.merged},
                      {"take", choice.take_merged ? "merged" : "kept"}});
  }
  return groups;
}

Result<Json> side_or_null(HubStore& store, const Form& form, RecordId id) {
  MINSYNC_ASSIGN(const auto record, store.records().load(form, id));
  return record ? side_json(form, *record) : Json();
}

}  // namespace

Json decision_json(const Decision& decision) {
  return {{"id", decision.id.value.text()},
          {"form", decision.form},
          {"kept", decision.kept.value.text()},
          {"merged", decision.merged.value.text()},
          {"status", status_word(decision.status)},
          {"reason", decision.reason},
          {"by", decision.decided_by},
          {"time", time_text(decision.decided_at_ms)},
          {"taken", decision.joined.groups.size()},
          {"turned", decision.joined.references.size()}};
}

Json candidate_json(const Candidate& one, const Divisions& divisions) {
  return {{"form", one.form->name},
          {"strength", strength_word(one.alike.strength)},
          {"reasons", reasons_json(one.alike)},
          {"apart", apart_word(divisions, one)},
          {"a", side_json(*one.form, one.a)},
          {"b", side_json(*one.form, one.b)},
          {"decision", one.decision ? decision_json(*one.decision) : Json()}};
}

Json candidates_json(const CandidatesPage& page, const Divisions& divisions) {
  Json document = {{"duplicates", Json::array()},
                   {"next", page.next.empty() ? Json() : Json(page.next)},
                   {"read_to",
                    {{"behind", page.read_to.behind},
                     {"time", page.read_to.at_ms == 0 ? Json() : Json(time_text(page.read_to.at_ms))}}}};
  for (const auto& one : page.candidates) document["duplicates"].push_back(candidate_json(one, divisions));
  return document;
}

Result<Json> decided_json(HubStore& store, const FormCatalogue& forms, const Decision& decision) {
  auto json = decision_json(decision);
  json["kept_record"] = json["merged_record"] = nullptr;
  json["came_since"] = false;
  const Form* form = forms.find(decision.form);
  if (form == nullptr) return json;
  MINSYNC_ASSIGN(json["kept_record"], side_or_null(store, *form, decision.kept));
  MINSYNC_ASSIGN(json["merged_record"], side_or_null(store, *form, decision.merged));
  if (decision.status != PairStatus::merged) return json;
  MINSYNC_ASSIGN(const auto late, referring_to(store, forms, *form, decision.merged));
  const auto& merged = json["merged_record"];
  json["came_since"] = !late.empty() || (!merged.is_null() && merged["deleted"] == false);
  return json;
}

Result<Json> comparison_json(HubStore& store, const FormCatalogue& forms, const MergeWanted& wanted,
                             Language language) {
  MINSYNC_ASSIGN(const auto pair, load_pair(store, wanted.kept, wanted.merged));
  MINSYNC_ASSIGN(const auto choices, group_choices(pair, wanted));
  MINSYNC_ASSIGN(const auto references, referring_to(store, forms, *pair.form, wanted.merged));
  MINSYNC_ASSIGN(const auto decision, find_decision(store, forms, decision_id(wanted.kept, wanted.merged)));
  MINSYNC_ASSIGN(const auto secret, store.setting("tag_key"));
  const auto alike = likeness(*pair.form, pair.kept, pair.merged, secret);
  Json json = {{"form", pair.form->name},
               {"kept", side_json(*pair.form, pair.kept)},
               {"merged", side_json(*pair.form, pair.merged)},
               {"reasons", alike ? reasons_json(*alike) : Json::array()},
               {"strength", alike ? Json(strength_word(alike->strength)) : Json()},
               {"groups", choices_json(*pair.form, choices)},
               {"references", references.size()},
               {"decision", decision ? decision_json(*decision) : Json()},
               {"blocked", nullptr}};
  if (const auto may = check_joinable(pair); !may) {
    json["blocked"] = {{"error", may.error().id}, {"message", say(language, may.error())}};
  }
  return json;
}

Json parted_json(const Parted& parted) {
  Json json = {{"decision", decision_json(parted.decision)},
               {"revived", parted.revived},
               {"restored", parted.restored},
               {"returned", parted.returned},
               {"left", Json::array()}};
  for (const auto& one : parted.left) {
    json["left"].push_back(
        {{"form", one.form}, {"record", one.record.value.text()}, {"field", one.field}, {"why", left_word(one.why)}});
  }
  return json;
}

}  // namespace minsync
