#include "hub/duplicates/record_edits.h"

#include <algorithm>
#include <array>

#include "hub/ingest/journal_reader.h"
#include "shared/forms/field_rights.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

bool same_values(const std::vector<FieldValue>& a, const std::vector<FieldValue>& b) {
  return a == b || (std::ranges::all_of(a, is_null) && std::ranges::all_of(b, is_null));
}

// Totals and sets take differences, not values: they replace no head by name.
bool is_relative(MergePolicy policy) {
  return policy == MergePolicy::sum || policy == MergePolicy::set_union || policy == MergePolicy::workflow;
}

std::vector<EditId> heads_to_replace(const GroupRule& rule, const GroupState& state) {
  std::vector<EditId> named;
  const bool all = rule.policy == MergePolicy::max || rule.policy == MergePolicy::min;
  for (const auto& head : state.heads) {
    if (named.size() == kMaxDecided) break;
    if (all || same_values(head.values, state.shown)) named.push_back(head.origin.edit);
  }
  return named;
}

// The order in which a group is taken to say again what it shows.
constexpr std::array kLeastHarm = {MergePolicy::sum,      MergePolicy::set_union, MergePolicy::max,
                                   MergePolicy::min,      MergePolicy::latest,    MergePolicy::authority,
                                   MergePolicy::workflow, MergePolicy::review};

const GroupRule& group_to_repeat(const Form& form, const StoredRecord& record) {
  for (const auto policy : kLeastHarm) {
    for (const auto& rule : form.groups) {
      const auto* state = record.state.group(rule.number);
      const bool fits = rule.policy == policy && state != nullptr && !state->heads.empty();
      if (fits && is_open(form, record, rule)) return rule;
    }
  }
  return form.groups.front();
}

}  // namespace

Edit change_on(const Form& form, const StoredRecord& record, std::string reason) {
  Edit edit;
  edit.record = record.state.id;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.seen = record.state.version;
  edit.note = std::move(reason);
  return edit;
}

void replace_group(Edit& edit, const GroupRule& rule, const StoredRecord& record, std::vector<FieldValue> values) {
  GroupChange change;
  change.group = rule.number;
  change.base.version = record.state.version;
  change.values = std::move(values);
  if (const auto* state = record.state.group(rule.number)) {
    if (carries_displayed(rule.policy)) change.displayed = state->shown;
    if (!is_relative(rule.policy)) change.decides = heads_to_replace(rule, *state);
    for (const auto& head : state->heads) edit.stamp = std::max(edit.stamp, head.origin.stamp);
  }
  const auto at = std::ranges::lower_bound(edit.changes, rule.number, {}, &GroupChange::group);
  edit.changes.insert(at, std::move(change));
}

void replace_head(Edit& edit, const GroupRule& rule, const StoredRecord& record, const EditId& head,
                  std::vector<FieldValue> values) {
  replace_group(edit, rule, record, std::move(values));
  auto& change = *std::ranges::find(edit.changes, rule.number, &GroupChange::group);
  if (!change.decides.empty()) change.decides = {head};
}

Edit revival_of(const Form& form, const StoredRecord& record, std::string reason) {
  Edit edit = change_on(form, record, std::move(reason));
  const auto& rule = group_to_repeat(form, record);
  replace_group(edit, rule, record, shown_values(rule, record.shown));
  return edit;
}

Edit removal_of(const Form& form, const StoredRecord& record, std::string reason) {
  Edit edit = change_on(form, record, std::move(reason));
  edit.kind = EditKind::remove;
  for (const auto& group : record.state.groups) {
    edit.changes.push_back({group.number, Base{record.state.version, {}}, {}, {}, {}});
    for (const auto& head : group.heads) edit.stamp = std::max(edit.stamp, head.origin.stamp);
  }
  return edit;
}

std::optional<EditId> newest_edit(const StoredRecord& record, GroupNumber group, DeviceId hub) {
  const auto* state = record.state.group(group);
  if (state == nullptr) return std::nullopt;
  for (const auto& head : state->heads) {
    const bool newest = head.origin.version == record.state.version && head.origin.edit.device == hub;
    if (newest) return head.origin.edit;
  }
  return std::nullopt;
}

bool untouched_since(const StoredRecord& record, GroupNumber group, const EditId& edit) {
  const auto* state = record.state.group(group);
  if (state == nullptr) return false;
  const auto own = std::ranges::find(state->heads, edit, [](const Head& head) { return head.origin.edit; });
  if (own == state->heads.end()) return false;
  return std::ranges::none_of(state->heads,
                              [&](const Head& head) { return head.origin.version > own->origin.version; });
}

Result<std::optional<std::vector<FieldValue>>> values_before(HubStore& store, const Form& form,
                                                             const StoredRecord& record, const GroupRule& rule,
                                                             const EditId& edit) {
  MINSYNC_ASSIGN(const auto life,
                 JournalReader(store).life_of(record.partition, record.state.id, record.state.version));
  RecordState state;
  state.id = record.state.id;
  for (const auto& past : life) {
    if (past.edit.id == edit) {
      const auto* group = state.group(rule.number);
      return group == nullptr || group->shown.empty() ? std::vector<FieldValue>(rule.fields.size()) : group->shown;
    }
    Edit part = past.edit;
    std::erase_if(part.changes, [&](const GroupChange& change) { return change.group != rule.number; });
    const bool fits = !part.changes.empty() &&
                      (part.kind == EditKind::remove || part.changes.front().values.size() == rule.fields.size());
    if (fits) merge_edit(form.groups, state, part, past.origin);
  }
  return std::nullopt;
}

bool is_open(const Form& form, const StoredRecord& record, const GroupRule& rule) {
  const auto& field = *form.field(rule.fields.front());
  return field_right(form, field, state_in(form, record.shown), Role::city) == FieldRight::open;
}

}  // namespace minsync
