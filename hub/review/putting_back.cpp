#include "hub/review/putting_back.h"

#include <algorithm>

#include "hub/review/conflicts.h"
#include "hub/review/history.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

// What the edit gave to the group.
Result<std::vector<FieldValue>> values_then(HubStore& store, const Form& form, const StoredRecord& record, Version edit,
                                            const GroupRule& rule, std::string_view field) {
  MINSYNC_ASSIGN(const auto history, history_of(store, form, record));
  const auto past = std::ranges::find(history, edit, [](const PastEdit& one) { return one.origin.version; });
  if (past != history.end()) {
    const auto change = std::ranges::find(past->edit.changes, rule.number, &GroupChange::group);
    if (change != past->edit.changes.end() && change->values.size() == rule.fields.size()) return change->values;
  }
  return fail(FaultKind::bad_input, "hub.not_in_history", {std::string(field), std::to_string(edit.value)});
}

}  // namespace

bool is_one_edits_alone(MergePolicy policy) {
  return policy == MergePolicy::latest || policy == MergePolicy::authority || policy == MergePolicy::review;
}

Status put_back(HubStore& store, const IngestContext& context, const HubIdentity& hub, RecordId id, Version edit,
                std::string_view field, std::string reason) {
  MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
  std::optional<StoredRecord> record;
  if (form != nullptr) {
    MINSYNC_ASSIGN(record, store.records().load(*form, id));
  }
  if (!record || record->deleted) return fail(FaultKind::bad_input, "hub.no_such_record", {id.value.text()});
  const Field* named = form->field(field);
  if (named == nullptr) return fail(FaultKind::bad_input, "hub.not_in_history", {std::string(field), ""});
  const GroupRule& rule = form->group_of(named->number);
  if (!is_one_edits_alone(rule.policy)) return fail(FaultKind::bad_input, "hub.not_put_back", {named->name});
  const auto closed = state_in(*form, record->shown);
  if (form->workflow && form->workflow->holds_in(closed)) {
    return fail(FaultKind::bad_input, "hub.put_back_closed", {closed});
  }
  MINSYNC_ASSIGN(auto values, values_then(store, *form, *record, edit, rule, field));
  const GroupState& state = *record->state.group(rule.number);
  if (state.heads.size() < 2 && values == state.shown) {
    return fail(FaultKind::bad_input, "hub.stands_already", {named->name});
  }
  // A decision also where nobody disagrees: the bureau may decide in every form, and enter in few.
  std::vector<Edit> edits{decision_on(*form, *record, rule.number, std::move(values), std::move(reason))};
  return ingest_own(store, context, hub, record->partition, std::move(edits));
}

}  // namespace minsync
