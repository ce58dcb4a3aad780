#include "hub/documents/history_json.h"

#include <nlohmann/json.hpp>

#include "hub/documents/names.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {
namespace {

constexpr std::string_view kKinds[] = {"create", "change", "remove", "move"};

std::string edit_id_text(const EditId& id) {
  return id.device.value.text() + ":" + std::to_string(id.incarnation.value) + ":" + std::to_string(id.sequence.value);
}

// A field's name, or that of the fields that merge as one.
std::string group_name(const Form& form, GroupNumber number) {
  const GroupRule* rule = form.group(number);
  if (rule == nullptr) return std::to_string(number.value);
  const Field& first = *form.field(rule->fields.front());
  return rule->fields.size() == 1 ? first.name : first.merge_group;
}

nlohmann::json values_of(const Form& form, const Edit& edit, Disclosure disclosure) {
  auto values = nlohmann::json::object();
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    if (rule == nullptr) continue;
    for (std::size_t i = 0; i < rule->fields.size() && i < change.values.size(); ++i) {
      const Field& field = *form.field(rule->fields[i]);
      values[field.name] = value_json(field, change.values[i], disclosure);
    }
  }
  return values;
}

std::string_view outcome_word(Outcome outcome) {
  constexpr std::string_view kWords[] = {"applied", "parallel", "overwritten", "in_review"};
  return kWords[static_cast<std::size_t>(outcome)];
}

// Without a receipt of its own an edit is merged and all applied.
nlohmann::json receipt_of(const Form& form, const PastEdit& past) {
  auto outcomes = nlohmann::json::object();
  for (const auto& change : past.edit.changes) outcomes[group_name(form, change.group)] = "applied";
  if (past.receipt) {
    for (const auto& outcome : past.receipt->outcomes) {
      outcomes[group_name(form, outcome.group)] = outcome_word(outcome.outcome);
    }
  }
  return {{"kind", "merged"}, {"outcomes", std::move(outcomes)}};
}

nlohmann::json replaced_by_of(const Form& form, const PastEdit& past) {
  if (past.replaced_by.empty()) return nullptr;
  auto json = nlohmann::json::object();
  for (const auto& [group, id] : past.replaced_by) json[group_name(form, group)] = edit_id_text(id);
  return json;
}

}  // namespace

nlohmann::json history_json(const Form& form, const std::vector<PastEdit>& history, const AuthorNames& authors,
                            Disclosure disclosure) {
  auto json = nlohmann::json::array();
  for (const auto& past : history) {
    const auto author = authors(past.edit.id);
    json.push_back({{"id", edit_id_text(past.edit.id)},
                    {"kind", kKinds[static_cast<std::size_t>(past.edit.kind)]},
                    {"version", past.origin.version.value},
                    {"values", values_of(form, past.edit, disclosure)},
                    {"to", past.edit.kind == EditKind::move ? nlohmann::json(code_of(past.edit.unit)) : nullptr},
                    {"author", author.name},
                    {"org", author.org},
                    {"device", past.edit.id.device.value.text()},
                    {"time", time_text(static_cast<std::int64_t>(ms_of_stamp(past.edit.stamp)))},
                    {"received", time_text(past.received_ms)},
                    {"note", past.edit.note},
                    {"receipt", receipt_of(form, past)},
                    {"replaced-by", replaced_by_of(form, past)}});
  }
  return json;
}

nlohmann::json held_json(const Form& form, const std::vector<HeldEdit>& held, const AuthorNames& authors,
                         Disclosure disclosure) {
  auto json = nlohmann::json::array();
  for (const auto& one : held) {
    const Edit& edit = one.arrived.edit;
    const auto author = authors(edit.id);
    json.push_back({{"id", edit_id_text(edit.id)},
                    {"kind", kKinds[static_cast<std::size_t>(edit.kind)]},
                    {"values", values_of(form, edit, disclosure)},
                    {"author", author.name},
                    {"org", author.org},
                    {"device", edit.id.device.value.text()},
                    {"time", time_text(static_cast<std::int64_t>(ms_of_stamp(edit.stamp)))},
                    {"note", edit.note}});
  }
  return json;
}

}  // namespace minsync
