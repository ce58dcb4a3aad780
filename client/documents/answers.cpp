#include "client/documents/answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/cli/record_json.h"

namespace minsync {

using Json = nlohmann::ordered_json;

namespace {

std::string outcome_name(Outcome outcome) {
  constexpr std::string_view kNames[] = {"applied", "parallel", "overwritten", "in_review"};
  return std::string(kNames[static_cast<std::size_t>(outcome)]);
}

std::string worst_outcome(const OutboxEntry& entry) {
  auto worst = Outcome::applied;
  if (entry.receipt) {
    for (const auto& one : entry.receipt->outcomes) worst = std::max(worst, one.outcome);
  }
  return worst == Outcome::applied ? "merged" : outcome_name(worst);
}

std::string group_name(const Form* form, GroupNumber number) {
  const GroupRule* rule = form == nullptr ? nullptr : form->group(number);
  if (rule == nullptr) return std::to_string(number.value);
  const Field& first = *form->field(rule->fields.front());
  return rule->fields.size() > 1 && !first.merge_group.empty() ? first.merge_group : first.name;
}

}  // namespace

std::string answer_kind(const OutboxEntry& entry) {
  switch (entry.state) {
    case OutboxState::pending:
      return "pending";
    case OutboxState::waiting:
      return "waiting";
    case OutboxState::refused:
    case OutboxState::answered:
      return "refused";
    case OutboxState::quarantined:
      return "quarantined";
    case OutboxState::held:
      return "held";
    case OutboxState::unshown:
    case OutboxState::done:
      return worst_outcome(entry);
  }
  return {};
}

std::string answer_text(Language language, const OutboxEntry& entry) {
  const auto kind = answer_kind(entry);
  if (entry.state == OutboxState::answered) return say(language, "client.answer_mended");
  if (kind == "pending") return say(language, "client.answer_pending");
  if (kind == "waiting") return say(language, "client.answer_waiting");
  if (kind == "refused") return say(language, "client.answer_refused");
  if (kind == "quarantined") return say(language, "client.answer_quarantined");
  if (kind == "held") return say(language, "client.answer_held");
  if (kind == "parallel") return say(language, "client.answer_parallel");
  if (kind == "overwritten") return say(language, "client.answer_overwritten");
  if (kind == "in_review") return say(language, "client.answer_in_review");
  return say(language, "client.answer_merged");
}

std::string reason_text(Language language, const OutboxEntry& entry) {
  if (!entry.receipt || entry.receipt->reason.empty()) return {};
  return say(language, entry.receipt->reason, entry.receipt->args);
}

Json edit_values_json(const Form& form, const Edit& edit, Disclosure disclosure) {
  Json values = Json::object();
  for (const auto& change : edit.changes) {
    const GroupRule* rule = form.group(change.group);
    if (rule == nullptr || change.values.size() != rule->fields.size()) continue;
    for (std::size_t i = 0; i < rule->fields.size(); ++i) {
      const Field& field = *form.field(rule->fields[i]);
      values[field.name] = value_json(field, change.values[i], disclosure);
    }
  }
  return values;
}

Json answer_json(Language language, const Form* form, const OutboxEntry& entry, Disclosure disclosure) {
  Json outcomes = Json::array();
  if (entry.receipt) {
    for (const auto& one : entry.receipt->outcomes) {
      outcomes.push_back({{"field", group_name(form, one.group)}, {"outcome", outcome_name(one.outcome)}});
    }
  }
  return {{"sequence", entry.edit.id.sequence.value},
          {"record", entry.edit.record.value.text()},
          {"form", entry.edit.form},
          {"time", time_text(entry.created_ms)},
          {"kind", answer_kind(entry)},
          {"outcomes", std::move(outcomes)},
          {"reason", reason_text(language, entry)},
          {"field", entry.receipt ? entry.receipt->field : ""},
          {"values", form == nullptr ? Json::object() : edit_values_json(*form, entry.edit, disclosure)}};
}

}  // namespace minsync
