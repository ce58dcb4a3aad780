#include "client/store/rescued.h"

#include <algorithm>

#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

bool has_head(const RecordState* state, GroupNumber number, const EditId& edit) {
  const GroupState* group = state == nullptr ? nullptr : state->group(number);
  return group != nullptr &&
         std::ranges::any_of(group->heads, [&](const Head& head) { return head.origin.edit == edit; });
}

// The hub had merged it before it went back: what it tells of the record is as new or newer, in the same history.
bool was_kept(const RecordState* told, const Head& head) {
  return told != nullptr && epoch_of(told->version) == epoch_of(head.origin.version) &&
         told->version >= head.origin.version;
}

bool shows_total(const GroupRule& rule) {
  return rule.policy == MergePolicy::sum || rule.policy == MergePolicy::set_union;
}

Status keep(ClientStore& store, const Form& form, const RecordState& before, const GroupRule& rule,
            const GroupState& group, Head head) {
  if (shows_total(rule)) head.values = group.shown;
  head.displayed.clear();
  const GroupState alone{group.number, head.origin.version, head.values, {head}};
  const EditId& edit = head.origin.edit;
  return store.database().run("INSERT OR REPLACE INTO rescued VALUES (?, ?, ?, ?, ?, ?, ?, ?)", before.id,
                              group.number.value, edit.device, edit.incarnation, edit.sequence,
                              std::string_view(form.name), before.unit, Blob{encode_group(alone)});
}

// Somebody has sent it again, or has said something later that takes its place.
bool is_settled(const GroupRule& rule, const RecordState& now, const RescuedValue& value) {
  if (has_head(&now, value.group, value.origin.edit)) return true;
  const GroupState* group = now.group(value.group);
  if (group == nullptr) return false;
  if (group->shown == value.values) return true;
  const bool later =
      std::ranges::any_of(group->heads, [&](const Head& head) { return head.origin.stamp > value.origin.stamp; });
  return later && rule.policy != MergePolicy::review;
}

Result<std::vector<RescuedValue>> all_rescued(ClientStore& store) {
  MINSYNC_ASSIGN(auto rows,
                 store.database().prepare("SELECT form, record, unit, state FROM rescued ORDER BY record, grp"));
  std::vector<RescuedValue> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto group, decode_group(rows.blob(3)));
    if (group.heads.empty()) return fail(FaultKind::integrity, "codec.malformed", {"rescued", "0"});
    all.push_back({RecordId{rows.uuid(1)}, std::string(rows.text(0)),
                   UnitId{static_cast<std::uint32_t>(rows.number(2))}, group.number, std::move(group.shown),
                   group.heads.front().origin});
  }
}

}  // namespace

Status rescue(ClientStore& store, const Form& form, const RecordState& before, const RecordState* told) {
  const auto epoch = store.enrolment().epoch;
  for (const auto& group : before.groups) {
    const GroupRule* rule = form.group(group.number);
    if (rule == nullptr) continue;
    for (const auto& head : group.heads) {
      const bool own = head.origin.edit.device == store.enrolment().device;
      if (own || epoch_of(head.origin.version) >= epoch || was_kept(told, head)) continue;
      if (!has_head(told, group.number, head.origin.edit)) MINSYNC_TRY(keep(store, form, before, *rule, group, head));
    }
  }
  return {};
}

Result<std::vector<RescuedValue>> rescued_values(ClientStore& store) {
  MINSYNC_ASSIGN(auto all, all_rescued(store));
  std::vector<RescuedValue> open;
  for (auto& value : all) {
    const Form* form = store.forms().find(value.form);
    const GroupRule* rule = form == nullptr ? nullptr : form->group(value.group);
    if (rule == nullptr) continue;
    MINSYNC_ASSIGN(const auto record, store.records().load(*form, value.record));
    const bool settled = record && is_settled(*rule, record->state, value);
    if (!settled) open.push_back(std::move(value));
  }
  return open;
}

Status drop_rescued(ClientStore& store, RecordId record, GroupNumber group) {
  return store.database().run("DELETE FROM rescued WHERE record = ? AND grp = ?", record, group.value);
}

}  // namespace minsync
