#include "hub/duplicates/joining.h"

#include <algorithm>
#include <map>

#include "hub/duplicates/record_edits.h"
#include "hub/ingest/moves.h"
#include "shared/forms/field_rights.h"
#include "shared/text/text.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

struct Joining {
  HubStore& store;
  IngestContext context;
  const HubIdentity& hub;
  const MergeWanted& wanted;
  const Pair& pair;
  Decision& decision;
};

bool of_bureau_alone(const Form& form) {
  const auto is_city = [](const std::string& role) { return role == "city"; };
  return form.reference_data || (!form.write_roles.empty() && std::ranges::all_of(form.write_roles, is_city));
}

Status check_living(const Form& form, const StoredRecord& record) {
  const auto id = record.state.id.value.text();
  if (record.deleted) return fail(FaultKind::bad_input, "duplicates.removed", {id});
  const auto state = state_in(form, record.shown);
  if (form.workflow && form.workflow->holds_in(state)) {
    return fail(FaultKind::bad_input, "duplicates.closed", {id, state});
  }
  return {};
}

bool is_choosable(const Form& form, const GroupRule& rule) {
  if (rule.policy == MergePolicy::workflow) return false;
  return std::ranges::none_of(rule.fields, [&](FieldNumber number) { return form.field(number)->moves_with_parent; });
}

bool names_any(const Form& form, const GroupRule& rule, const std::vector<std::string>& names) {
  return std::ranges::any_of(rule.fields, [&](FieldNumber number) {
    return std::ranges::find(names, form.field(number)->name) != names.end();
  });
}

Status check_named(const Form& form, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto* field = form.field(name);
    if (field == nullptr) return fail(FaultKind::bad_input, "duplicates.no_field", {name.substr(0, 100), form.name});
    if (!is_choosable(form, form.group_of(field->number))) {
      return fail(FaultKind::bad_input, "duplicates.not_choosable", {field->name});
    }
  }
  return {};
}

std::string note_of(const Joining& joining, const char* message, RecordId other) {
  return say(Language::zh, message, {other.value.text(), joining.wanted.reason});
}

// What the pair's earlier merge did here is undone together with this one, if nobody wrote in between.
EditId first_of(const Joining& joining, const StoredRecord& before, GroupNumber group, const EditId& last) {
  for (const auto& earlier : joining.decision.joined.groups) {
    if (earlier.group == group && untouched_since(before, group, earlier.last)) return earlier.first;
  }
  return last;
}

Status note_groups(Joining& joining, const Edit& edit) {
  MINSYNC_ASSIGN(const auto now, joining.store.records().load(*joining.pair.form, joining.pair.kept.state.id));
  for (const auto& change : edit.changes) {
    const auto last = newest_edit(*now, change.group, joining.hub.device.id);
    if (!last) return fail(FaultKind::integrity, "duplicates.not_done");
    const JoinedGroup joined{change.group, first_of(joining, joining.pair.kept, change.group, *last), *last};
    std::erase_if(joining.decision.joined.groups, [&](const JoinedGroup& one) { return one.group == change.group; });
    joining.decision.joined.groups.push_back(joined);
  }
  return {};
}

Status take_values(Joining& joining) {
  const auto& form = *joining.pair.form;
  MINSYNC_ASSIGN(const auto choices, group_choices(joining.pair, joining.wanted));
  Edit edit =
      change_on(form, joining.pair.kept, note_of(joining, "duplicates.note_taken", joining.pair.merged.state.id));
  for (const auto& choice : choices) {
    if (!choice.take_merged || choice.kept == choice.merged) continue;
    const auto& name = form.field(choice.rule->fields.front())->name;
    if (choice.in_conflict) return fail(FaultKind::bad_input, "duplicates.conflict_first", {name});
    replace_group(edit, *choice.rule, joining.pair.kept, choice.merged);
  }
  if (edit.changes.empty()) return {};
  const Edit copy = edit;
  MINSYNC_TRY(ingest_own(joining.store, joining.context, joining.hub, joining.pair.kept.partition, {std::move(edit)}));
  return note_groups(joining, copy);
}

// The group's values with the reference turned to the record that stays.
std::vector<FieldValue> turned(const Referring& one, const GroupRule& rule, RecordId to) {
  auto values = shown_values(rule, one.record.shown);
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    if (rule.fields[i] == one.field->number) values[i] = to;
  }
  return values;
}

Status check_referring(const std::vector<Referring>& all) {
  if (all.size() > kMostReferring) return fail(FaultKind::bad_input, "duplicates.too_many_references");
  for (const auto& one : all) {
    const auto& rule = one.form->group_of(one.field->number);
    if (is_open(*one.form, one.record, rule)) continue;
    return fail(FaultKind::bad_input, "duplicates.reference_closed",
                {one.record.state.id.value.text(), state_in(*one.form, one.record.shown)});
  }
  return {};
}

Status turn_all(Joining& joining, const std::vector<Referring>& all) {
  const RecordId to = joining.pair.kept.state.id;
  std::map<PartitionId, std::vector<Edit>> batches;
  for (const auto& one : all) {
    const auto& rule = one.form->group_of(one.field->number);
    Edit edit = change_on(*one.form, one.record, note_of(joining, "duplicates.note_turned", to));
    replace_group(edit, rule, one.record, turned(one, rule, to));
    batches[one.record.partition].push_back(std::move(edit));
  }
  for (auto& [partition, batch] : batches) {
    MINSYNC_TRY(ingest_own(joining.store, joining.context, joining.hub, partition, std::move(batch)));
  }
  return {};
}

// What stands under a record moves with it (MERGE.md, rule 34); so it does here.
Result<UnitId> bring_along(Joining& joining, const Referring& one) {
  const UnitId from = one.record.state.unit, to = joining.pair.kept.state.unit;
  if (!one.field->moves_with_parent || from == to) return UnitId{};
  MINSYNC_TRY(move_record(joining.store, joining.context, joining.hub, one.record.state.id, to,
                          note_of(joining, "duplicates.note_turned", joining.pair.kept.state.id)));
  return from;
}

Status note_reference(Joining& joining, const Referring& one) {
  const auto id = one.record.state.id;
  const auto group = one.form->group_of(one.field->number).number;
  MINSYNC_ASSIGN(const auto now, joining.store.records().load(*one.form, id));
  const auto last = newest_edit(*now, group, joining.hub.device.id);
  if (!last) return fail(FaultKind::integrity, "duplicates.not_done");
  MINSYNC_ASSIGN(const auto from, bring_along(joining, one));
  auto& references = joining.decision.joined.references;
  std::erase_if(references, [&](const JoinedReference& known) { return known.record == id && known.group == group; });
  references.push_back({one.form->name, id, group, *last, from});
  return {};
}

Status turn_references(Joining& joining, std::vector<Referring> all) {
  const RecordId kept = joining.pair.kept.state.id;
  std::erase_if(all, [&](const Referring& one) { return one.record.state.id == kept; });
  MINSYNC_TRY(check_referring(all));
  MINSYNC_TRY(turn_all(joining, all));
  for (const auto& one : all) MINSYNC_TRY(note_reference(joining, one));
  return {};
}

Status remove_merged(Joining& joining) {
  const auto& pair = joining.pair;
  if (pair.merged.deleted) return {};
  MINSYNC_TRY(ingest_own(
      joining.store, joining.context, joining.hub, pair.merged.partition,
      {removal_of(*pair.form, pair.merged, note_of(joining, "duplicates.note_merged", pair.kept.state.id))}));
  MINSYNC_ASSIGN(const auto now, joining.store.records().load(*pair.form, pair.merged.state.id));
  return now && now->deleted ? Status{} : fail(FaultKind::integrity, "duplicates.not_done");
}

}  // namespace

Result<Pair> load_pair(HubStore& store, RecordId kept, RecordId merged) {
  if (kept == merged) return fail(FaultKind::bad_input, "duplicates.same_record", {kept.value.text()});
  Pair pair;
  const auto load = [&](RecordId id, StoredRecord& out) -> Status {
    MINSYNC_ASSIGN(const Form* form, store.records().form_of(id));
    if (form == nullptr) return fail(FaultKind::bad_input, "hub.no_such_record", {id.value.text()});
    if (pair.form != nullptr && pair.form != form) {
      return fail(FaultKind::bad_input, "duplicates.other_form", {pair.form->name, form->name});
    }
    pair.form = form;
    MINSYNC_ASSIGN(auto record, store.records().load(*form, id));
    if (!record) return fail(FaultKind::bad_input, "hub.no_such_record", {id.value.text()});
    out = *std::move(record);
    return {};
  };
  MINSYNC_TRY(load(kept, pair.kept));
  MINSYNC_TRY(load(merged, pair.merged));
  return pair;
}

Result<std::vector<GroupChoice>> group_choices(const Pair& pair, const MergeWanted& wanted) {
  const auto& form = *pair.form;
  MINSYNC_TRY(check_named(form, wanted.take));
  MINSYNC_TRY(check_named(form, wanted.leave));
  std::vector<GroupChoice> choices;
  for (const auto& rule : form.groups) {
    GroupChoice choice{&rule, shown_values(rule, pair.kept.shown), shown_values(rule, pair.merged.shown)};
    choice.choosable = is_choosable(form, rule);
    const auto* state = pair.kept.state.group(rule.number);
    choice.in_conflict =
        rule.policy == MergePolicy::review && state != nullptr && !conflict_of(rule, *state).others.empty();
    const bool fills = std::ranges::all_of(choice.kept, is_null) && !names_any(form, rule, wanted.leave);
    choice.take_merged =
        choice.choosable && choice.kept != choice.merged && (fills || names_any(form, rule, wanted.take));
    choices.push_back(std::move(choice));
  }
  return choices;
}

Status check_joinable(const Pair& pair) {
  if (of_bureau_alone(*pair.form)) return fail(FaultKind::bad_input, "duplicates.not_this_form", {pair.form->name});
  MINSYNC_TRY(check_living(*pair.form, pair.kept));
  return check_living(*pair.form, pair.merged);
}

Result<std::vector<Referring>> referring_to(HubStore& store, const FormCatalogue& forms, const Form& form,
                                            RecordId id) {
  std::vector<Referring> all;
  for (const auto* other : forms.forms()) {
    for (const auto& field : other->fields) {
      if (field.type != FieldType::reference || field.reference_form != form.name) continue;
      MINSYNC_ASSIGN(const auto found, store.records().referring(*other, field.number, id));
      for (const auto one : found) {
        MINSYNC_ASSIGN(auto record, store.records().load(*other, one));
        if (record && !record->deleted) all.push_back({other, &field, *std::move(record)});
      }
    }
  }
  return all;
}

Result<Decision> merge_records(HubStore& store, const IngestContext& context, const HubIdentity& hub,
                               const MergeWanted& wanted) {
  MINSYNC_TRY(check_reason(wanted.reason));
  MINSYNC_ASSIGN(const auto pair, load_pair(store, wanted.kept, wanted.merged));
  MINSYNC_ASSIGN(auto known, find_decision(store, context.forms, decision_id(wanted.kept, wanted.merged)));
  MINSYNC_ASSIGN(auto references, referring_to(store, context.forms, *pair.form, wanted.merged));
  const bool again = known && known->status == PairStatus::merged && known->kept == wanted.kept;
  const bool late_references = again && pair.merged.deleted && !references.empty() && !pair.kept.deleted;
  if (again && pair.merged.deleted && references.empty())
    return fail(FaultKind::bad_input, "duplicates.merged_already");
  if (!late_references) MINSYNC_TRY(check_joinable(pair));
  Decision decision;
  if (again) decision = *std::move(known);
  Joining joining{store, context, hub, wanted, pair, decision};
  joining.context.joins_records = true;
  if (!pair.merged.deleted) MINSYNC_TRY(take_values(joining));
  MINSYNC_TRY(turn_references(joining, std::move(references)));
  MINSYNC_TRY(remove_merged(joining));
  decision.id = decision_id(wanted.kept, wanted.merged);
  decision.form = pair.form->name;
  decision.kept = wanted.kept;
  decision.merged = wanted.merged;
  decision.status = PairStatus::merged;
  decision.reason = wanted.reason;
  decision.decided_by = wanted.by;
  decision.decided_at_ms = context.now_ms;
  decision.mark.clear();
  MINSYNC_TRY(put_decision(store, context, hub, decision));
  return decision;
}

}  // namespace minsync
