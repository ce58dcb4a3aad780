#include "hub/review/conflicts.h"

#include <algorithm>

#include "shared/cli/record_json.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

bool is_open(const GroupRule& rule, const GroupState& state, bool notices) {
  if (rule.policy != MergePolicy::review && !notices) return false;
  return !conflict_of(rule, state).others.empty();
}

// A value that somebody types now keeps the form's rules; one that stands already is not judged again.
Status check_typed(const Form& form, const StoredRecord& record, const GroupRule& rule,
                   const std::vector<FieldValue>& values, const IngestContext& context) {
  FieldValues after = record.shown;
  for (std::size_t i = 0; i < rule.fields.size(); ++i) after[rule.fields[i]] = values[i];
  std::erase_if(after, [](const auto& entry) { return is_null(entry.second); });
  CheckContext rules;
  rules.today_days = context.now_ms / kDayMs;
  rules.area_known = [&](std::string_view digits) { return context.divisions.area_known(digits); };
  for (auto& finding : check_record(form, after, rules)) {
    const bool of_group = std::ranges::find(rule.fields, finding.field) != rule.fields.end();
    if (of_group && finding.severity == Severity::error) return fail(std::move(finding.fault));
  }
  return {};
}

tl::unexpected<Fault> no_record(RecordId record) {
  return fail(FaultKind::bad_input, "hub.no_such_record", {record.value.text()});
}

}  // namespace

Result<std::vector<OpenConflict>> conflicts_of(HubStore& store, const FormCatalogue& forms, bool notices) {
  std::vector<OpenConflict> found;
  MINSYNC_TRY(store.records().contested([&](const ConflictRow& row) -> Result<bool> {
    const Form* form = forms.find(row.form);
    const GroupRule* rule = form == nullptr ? nullptr : form->group(row.state.number);
    if (rule != nullptr && is_open(*rule, row.state, notices)) found.push_back({form, row.record, {}, row.state});
    return true;
  }));
  std::vector<OpenConflict> living;
  for (auto& conflict : found) {
    MINSYNC_ASSIGN(const auto record, store.records().load(*conflict.form, conflict.record));
    if (!record || record->deleted) continue;
    conflict.unit = record->state.unit;
    living.push_back(std::move(conflict));
  }
  return living;
}

Edit decision_on(const Form& form, const StoredRecord& record, GroupNumber group, std::vector<FieldValue> values,
                 std::string reason) {
  const GroupRule& rule = *form.group(group);
  const GroupState& state = *record.state.group(group);
  GroupChange change;
  change.group = group;
  change.base.version = record.state.version;
  change.values = std::move(values);
  if (rule.policy == MergePolicy::review) change.displayed = state.shown;
  Edit edit;
  for (const auto& head : state.heads) {
    // With more heads than a decision can name, the rest stays open for another one.
    if (change.decides.size() < kMaxDecided) change.decides.push_back(head.origin.edit);
    edit.stamp = std::max(edit.stamp, head.origin.stamp);
  }
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.seen = record.state.version;
  edit.note = std::move(reason);
  edit.changes.push_back(std::move(change));
  return edit;
}

Status resolve_conflict(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id,
                        GroupNumber group, const std::string& keep, std::string reason) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
  if (form == nullptr) return no_record(id);
  MINSYNC_ASSIGN(const auto record, store.records().load(*form, id));
  if (!record || record->deleted) return no_record(id);
  const GroupRule* rule = form->group(group);
  const GroupState* state = record->state.group(group);
  if (rule == nullptr || state == nullptr) return fail(FaultKind::bad_input, "common.no_conflict");
  // Here somebody looks on, so it is said at once and nothing is left behind to be merged one day.
  const auto closed = state_in(*form, record->shown);
  if (form->workflow && form->workflow->holds_in(closed)) {
    return fail(FaultKind::bad_input, "hub.conflict_closed", {closed});
  }
  MINSYNC_ASSIGN(auto values, chosen_values(*form, *state, keep));
  if (keep.starts_with("value=")) MINSYNC_TRY(check_typed(*form, *record, *rule, values, context));
  std::vector<Edit> edits{decision_on(*form, *record, group, std::move(values), std::move(reason))};
  return ingest_own(store, context, hub, record->partition, std::move(edits));
}

}  // namespace minsync
