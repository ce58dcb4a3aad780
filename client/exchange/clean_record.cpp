#include "client/exchange/clean_record.h"

#include <algorithm>

#include "client/documents/conflicts.h"
#include "client/exchange/entry.h"
#include "shared/cli/flags_json.h"

namespace minsync {
namespace {

Unclean unclean(NotClean why, Fault fault) {
  return {why, std::move(fault)};
}

Unclean unclean(NotClean why, const char* message) {
  return {why, {FaultKind::bad_input, message, {}, {}}};
}

bool is_settled(const OutboxEntry& entry) {
  return entry.state == OutboxState::done || entry.state == OutboxState::answered;
}

std::optional<Unclean> contested(const Form& form, const StoredRecord& record) {
  std::optional<Unclean> why;
  for (const auto& one : conflicts_of(form, record)) {
    if (one.rule->policy == MergePolicy::review) return unclean(NotClean::conflict, "client.unclean_conflict");
    why = unclean(NotClean::overwritten, "client.unclean_overwritten");
  }
  return why;
}

// What a record can have by itself, whatever is done with it.
Result<std::optional<Unclean>> by_itself(ClientStore& store, const Form& form, const StoredRecord& record,
                                         std::int64_t today) {
  if (auto why = contested(form, record)) return why;
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  if (!std::ranges::all_of(own, is_settled)) return unclean(NotClean::own_edit, "client.unclean_own_edit");
  const auto flags = flags_of(form, record, today);
  if (!flags.empty()) return unclean(NotClean::warning, flags.front().fault);
  return std::nullopt;
}

// Who decides on a household decides on its members.
Result<bool> children_clean(ClientStore& store, const Form& parent, RecordId id, std::int64_t today) {
  for (const auto* child : store.forms().forms()) {
    for (const auto& field : child->fields) {
      if (field.reference_form != parent.name || !field.moves_with_parent || !store.in_scope(*child)) continue;
      MINSYNC_ASSIGN(const auto ids, store.records().referring(*child, field.number, id));
      for (const auto one : ids) {
        MINSYNC_ASSIGN(const auto record, store.records().load(*child, one));
        if (!record || record->deleted) continue;
        MINSYNC_ASSIGN(const auto why, by_itself(store, *child, *record, today));
        if (why) return false;
      }
    }
  }
  return true;
}

}  // namespace

std::string not_clean_name(NotClean why) {
  constexpr const char* kNames[] = {"step",  "conflict", "overwritten", "own_edit",
                                    "error", "warning",  "child",       "changed"};
  return kNames[static_cast<std::size_t>(why)];
}

Result<std::optional<Unclean>> why_not_clean(ClientStore& store, const FoundRecord& found, const std::string& to,
                                             const CheckContext& context) {
  const Form& form = *found.form;
  const auto& shown = found.record.shown;
  const auto area = in_own_area(store, found.record.state.unit);
  if (!area) return unclean(NotClean::step, area.error());
  const auto step = check_step(store, form, state_in(form, shown), to, context.today_days);
  if (!step) return unclean(NotClean::step, step.error());
  MINSYNC_ASSIGN(auto why, by_itself(store, form, found.record, context.today_days));
  if (why) return why;
  MINSYNC_ASSIGN(const auto judged,
                 judge_entry(store, form, shown, {{form.workflow->field, FieldValue(to)}}, context, false));
  if (!judged.errors.empty()) return unclean(NotClean::error, judged.errors.front().fault);
  if (!judged.warnings.empty()) return unclean(NotClean::warning, judged.warnings.front().fault);
  MINSYNC_ASSIGN(const bool children, children_clean(store, form, found.record.state.id, context.today_days));
  if (!children) return unclean(NotClean::child, "client.unclean_child");
  return std::nullopt;
}

}  // namespace minsync
