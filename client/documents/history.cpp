#include "client/documents/history.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/documents/answers.h"
#include "client/documents/authors.h"
#include "client/documents/found_record.h"
#include "shared/cli/record_json.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

using Json = nlohmann::ordered_json;

std::string time_of(Stamp stamp) {
  return time_text(static_cast<std::int64_t>(ms_of_stamp(stamp)));
}

Json own_history(Language language, const ClientStore& store, const Form& form, const OutboxEntry& entry,
                 const std::string& user, std::uint64_t replaced_by, Disclosure disclosure) {
  return {{"values", edit_values_json(form, entry.edit, disclosure)},
          {"sequence", entry.edit.id.sequence.value},
          {"author", say(language, "client.this_computer")},
          {"org", unit_code(store.enrolment().unit)},
          {"entered_by", user.empty() ? Json(nullptr) : Json(user)},
          {"device", entry.edit.id.device.value.text()},
          {"time", time_of(entry.edit.stamp)},
          {"note", entry.edit.note},
          {"receipt", answer_kind(entry)},
          {"replaced-by", replaced_by == 0 ? Json(nullptr) : Json(replaced_by)}};
}

Json head_history(Language language, ClientStore& store, const Form& form, UnitId unit, const GroupRule& rule,
                  const Head& head, Disclosure disclosure) {
  Json values = Json::object();
  for (std::size_t i = 0; i < rule.fields.size() && i < head.values.size(); ++i) {
    const Field& field = *form.field(rule.fields[i]);
    values[field.name] = value_json(field, head.values[i], disclosure);
  }
  return {{"values", std::move(values)},
          {"author", author_name(language, store, head.origin.edit.device)},
          {"org", author_org(store, unit, head.origin)},
          {"entered_by", nullptr},
          {"device", head.origin.edit.device.value.text()},
          {"time", time_of(head.origin.stamp)},
          {"note", nullptr},
          {"receipt", "merged"},
          {"replaced-by", nullptr}};
}

// The own edit that later set one of the same groups.
std::uint64_t replaced_by(const std::vector<OutboxEntry>& own, const OutboxEntry& entry) {
  for (const auto& later : own) {
    if (later.edit.id.sequence <= entry.edit.id.sequence) continue;
    const bool same = std::ranges::any_of(later.edit.changes, [&](const GroupChange& change) {
      return std::ranges::find(entry.edit.changes, change.group, &GroupChange::group) != entry.edit.changes.end();
    });
    if (same) return later.edit.id.sequence.value;
  }
  return 0;
}

}  // namespace

Result<Json> history_json(Language language, ClientStore& store, const Form& form, const StoredRecord& record,
                          Disclosure disclosure) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  std::vector<std::pair<Stamp, Json>> edits;
  for (const auto& entry : own) {
    MINSYNC_ASSIGN(const auto user, store.entered_by(entry.edit.id.sequence));
    edits.emplace_back(entry.edit.stamp,
                       own_history(language, store, form, entry, user, replaced_by(own, entry), disclosure));
  }
  for (const auto& group : record.state.groups) {
    const GroupRule* rule = form.group(group.number);
    for (const auto& head : group.heads) {
      if (rule == nullptr || head.origin.edit.device == store.enrolment().device) continue;
      edits.emplace_back(head.origin.stamp,
                         head_history(language, store, form, record.state.unit, *rule, head, disclosure));
    }
  }
  std::ranges::sort(edits, std::ranges::greater{}, [](const auto& edit) { return edit.first; });
  Json out = Json::array();
  for (auto& edit : edits) {
    // What one edit wrote into several groups is one entry.
    const bool same = !out.empty() && out.back()["device"] == edit.second["device"] &&
                      out.back()["time"] == edit.second["time"] && edit.second["note"].is_null();
    if (same) {
      out.back()["values"].update(edit.second["values"]);
    } else {
      out.push_back(std::move(edit.second));
    }
  }
  return out;
}

}  // namespace minsync
