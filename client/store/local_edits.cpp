#include "client/store/local_edits.h"

#include <algorithm>

#include "client/store/eviction.h"
#include "client/store/overlay.h"
#include "shared/crypto/edit_digest.h"
#include "shared/divisions/divisions.h"
#include "sync_protocol/hybrid_clock.h"

namespace minsync {

struct LocalEdits::Target {
  StoredRecord record;
  std::vector<OutboxEntry> own;
};

namespace {

bool all_null(const std::vector<FieldValue>& values) {
  return std::ranges::all_of(values, is_null);
}

// The group's present values with the new ones laid over them: fields that merge as one are sent as one.
std::vector<FieldValue> laid_over(const GroupRule& rule, std::vector<FieldValue> present, const FieldValues& changed) {
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    const auto found = changed.find(rule.fields[i]);
    if (found != changed.end()) present[i] = found->second;
  }
  return present;
}

// An export may be older than this database's present life, or a copy's: own edits that are not here any more cannot be
// stood on, as numbers begin anew. What they displayed counts as seen only as far as the hub had it.
Base of_this_life(const std::vector<OutboxEntry>& own, Base base) {
  if (base.own.empty()) return base;
  const bool here = std::ranges::any_of(own, [&](const OutboxEntry& entry) {
    const EditId& id = entry.edit.id;
    const auto& last = base.own.back();
    return id.sequence == last.last && id.incarnation == last.incarnation && edit_digest(entry.edit) == base.own_digest;
  });
  if (!here) base.own.clear(), base.own_digest = {};
  return base;
}

// Under review an edit answers what the hub's state showed at its base's version, without own edits on top: what the
// first of those answered.
std::vector<FieldValue> answered_by(const std::vector<OutboxEntry>& own, GroupNumber group, const Base& base,
                                    std::vector<FieldValue> present) {
  if (base.own.empty()) return present;
  const auto last =
      std::ranges::find(own, base.own.back().last, [](const OutboxEntry& e) { return e.edit.id.sequence; });
  if (last == own.end()) return present;
  const auto change = std::ranges::find(last->edit.changes, group, &GroupChange::group);
  return change == last->edit.changes.end() ? present : change->displayed;
}

// Whether an own edit said the same from the same screen: the same file imported again.
bool said_before(const std::vector<OutboxEntry>& own, GroupNumber group, const Base& base,
                 const std::vector<FieldValue>& wanted) {
  return std::ranges::any_of(own, [&](const OutboxEntry& entry) {
    if (entry.state == OutboxState::refused || entry.state == OutboxState::answered) return false;
    return std::ranges::any_of(entry.edit.changes, [&](const GroupChange& change) {
      return change.group == group && change.base == base && change.values == wanted;
    });
  });
}

bool touches(const GroupRule& rule, const FieldValues& values) {
  return std::ranges::any_of(rule.fields, [&](FieldNumber field) { return values.contains(field); });
}

Stamp greatest_stamp(const RecordState& state) {
  Stamp greatest;
  for (const auto& group : state.groups) {
    for (const auto& head : group.heads) greatest = std::max(greatest, head.origin.stamp);
  }
  return greatest;
}

}  // namespace

// An old machine with a dead battery must not be taken for the past.
Result<std::uint64_t> LocalEdits::hub_time_ms() {
  MINSYNC_ASSIGN(const auto offset, store_.setting("clock_offset_ms"));
  const auto ms = static_cast<std::int64_t>(now_ms_) + (offset.empty() ? 0 : std::stoll(offset));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0));
}

Result<Edit> LocalEdits::start(const Form& form, RecordId record, EditKind kind, const std::string& note) {
  // Another process may have stored a newer definition a moment ago; what this one would write lacks its fields.
  MINSYNC_TRY(store_.refresh_forms());
  const Form* present = store_.forms().find(form.name);
  if (present == nullptr || present->version != form.version)
    return fail(FaultKind::unreachable, "client.form_changed", {form.name});
  MINSYNC_ASSIGN(const auto last, store_.setting("last_stamp"));
  HybridClock clock(Stamp{last.empty() ? 0 : std::stoull(last)});
  Edit edit;
  MINSYNC_ASSIGN(const auto now, hub_time_ms());
  edit.stamp = clock.next(now);
  MINSYNC_TRY(store_.set_setting("last_stamp", std::to_string(edit.stamp.value)));
  MINSYNC_ASSIGN(const auto sequence, store_.next_counter("last_sequence"));
  MINSYNC_ASSIGN(const auto incarnation, store_.incarnation());
  edit.id = {store_.enrolment().device, incarnation, Sequence{sequence}};
  edit.kind = kind;
  edit.record = record;
  edit.form = form.name;
  edit.form_version = form.version;
  edit.note = note;
  return edit;
}

Status LocalEdits::put(const Form& form, Target& target, Edit edit, bool as_made) {
  OutboxEntry entry;
  entry.edit = std::move(edit);
  entry.partition = target.record.partition;
  entry.created_ms = static_cast<std::int64_t>(now_ms_);
  MINSYNC_TRY(store_.put_outbox(entry, form.urgent, as_made));
  target.own.push_back(std::move(entry));
  return {};
}

Status LocalEdits::finish(const Form& form, Target& target, Edit edit, bool fresh) {
  MINSYNC_TRY(put(form, target, std::move(edit)));
  const auto on_top = edits_on_top(target.record.state, target.own);
  show_with_edits(form, target.record, on_top, store_.enrolment().role);
  return store_.save(form, target.record, fresh);
}

Result<LocalEdits::Target> LocalEdits::load(const Form& form, RecordId id) {
  MINSYNC_ASSIGN(auto record, store_.records().load(form, id));
  if (!record) return fail(FaultKind::bad_input, "client.no_record", {id.value.text()});
  MINSYNC_ASSIGN(const bool leaving, is_leaving(store_, id));
  if (leaving) return fail(FaultKind::not_allowed, "client.record_left", {id.value.text()});
  MINSYNC_ASSIGN(auto own, store_.edits_of(id));
  // An edit's stamp exceeds every stamp that its author saw.
  MINSYNC_ASSIGN(const auto last, store_.setting("last_stamp"));
  HybridClock clock(Stamp{last.empty() ? 0 : std::stoull(last)});
  MINSYNC_ASSIGN(const auto now, hub_time_ms());
  clock.see(greatest_stamp(record->state), now);
  MINSYNC_TRY(store_.set_setting("last_stamp", std::to_string(clock.last().value)));
  return Target{std::move(*record), std::move(own)};
}

// The former one is as good where units were changed meanwhile (PROTOCOL.md, "Making an edit").
Result<PartitionId> LocalEdits::birthplace(UnitId unit) {
  if (const auto known = birthplaces_.find(unit); known != birthplaces_.end()) return known->second;
  MINSYNC_ASSIGN(const Divisions* divisions, store_.records().divisions());
  return birthplaces_.emplace(unit, partition_of(*divisions, unit)).first->second;
}

Result<RecordId> LocalEdits::create(const Form& form, UnitId unit, const FieldValues& values, const std::string& note,
                                    std::optional<RecordId> known_as) {
  const RecordId id = known_as ? *known_as : new_ids_.next();
  MINSYNC_ASSIGN(auto edit, start(form, id, EditKind::create, note));
  edit.unit = unit;
  FieldValues all = values;
  if (form.workflow) all.try_emplace(form.workflow->field, FieldValue(form.workflow->initial));
  for (const auto& rule : form.groups) {
    auto group = shown_values(rule, all);
    if (!all_null(group)) edit.changes.push_back({rule.number, {}, std::move(group), {}, {}});
  }
  MINSYNC_ASSIGN(const auto partition, birthplace(unit));
  MINSYNC_ASSIGN(const bool as_made, create_as_made(form, partition, edit));
  Target target;
  target.record.state.id = id;
  target.record.state.unit = unit;
  target.record.partition = partition;
  MINSYNC_TRY(put(form, target, std::move(edit), as_made));
  if (as_made) return id;
  // Nothing is there that it could be merged with.
  std::erase_if(all, [](const auto& field) { return is_null(field.second); });
  target.record.shown = std::move(all);
  MINSYNC_TRY(store_.save(form, target.record, true));
  return id;
}

Result<bool> LocalEdits::create_as_made(const Form& form, PartitionId partition, const Edit& edit) {
  if (edit.changes.empty() || !makes_new_record(form, edit)) return false;
  const auto rank = static_cast<std::uint8_t>(store_.enrolment().role);
  return store_.records().create_own(form, partition,
                                     {edit.record, edit.unit, {edit.id, {}, edit.stamp, rank}, &edit.changes});
}

// A record whose creation was refused does not exist at the hub: mending it means creating it again, whole.
Result<bool> LocalEdits::resend_refused(const Form& form, Target& target, const FieldValues& values,
                                        const std::string& note) {
  FieldValues all = target.record.shown;
  for (const auto& [field, value] : values) all[field] = value;
  MINSYNC_ASSIGN(auto edit, start(form, target.record.state.id, EditKind::create, note));
  edit.unit = target.record.state.unit;
  for (const auto& rule : form.groups) {
    auto group = shown_values(rule, all);
    if (!all_null(group)) edit.changes.push_back({rule.number, {}, std::move(group), {}, {}});
  }
  for (auto& entry : target.own) {
    if (entry.state != OutboxState::refused) continue;
    MINSYNC_TRY(store_.set_outbox_state(entry.edit.id.sequence, OutboxState::answered, {}, nullptr));
    entry.state = OutboxState::answered;
  }
  MINSYNC_TRY(finish(form, target, std::move(edit), false));
  return true;
}

Result<bool> LocalEdits::change(const Form& form, RecordId id, const FieldValues& values, const std::string& note,
                                const DisplayedRecord* displayed) {
  MINSYNC_ASSIGN(auto target, load(form, id));
  const auto on_top = edits_on_top(target.record.state, target.own);
  const bool creation_refused =
      target.record.state.version.value == 0 && std::ranges::any_of(target.own, [](const OutboxEntry& entry) {
        return entry.state == OutboxState::refused && entry.edit.kind == EditKind::create;
      });
  if (creation_refused) return resend_refused(form, target, values, note);
  Edit edit;
  edit.seen = displayed != nullptr ? displayed->seen : target.record.state.version;
  for (const auto& rule : form.groups) {
    if (!touches(rule, values)) continue;
    auto present = shown_values(rule, target.record.shown);
    Base base = displayed_base(target.record.state, on_top, rule.number);
    if (displayed != nullptr) {
      const auto found = displayed->groups.find(rule.number);
      present =
          found == displayed->groups.end() ? std::vector<FieldValue>(rule.fields.size(), Null{}) : found->second.values;
      base = found == displayed->groups.end() ? Base{} : of_this_life(target.own, found->second.base);
    }
    auto wanted = laid_over(rule, present, values);
    if (wanted == present) continue;
    if (displayed != nullptr && said_before(target.own, rule.number, base, wanted)) continue;
    if (rule.policy == MergePolicy::review) present = answered_by(target.own, rule.number, base, std::move(present));
    if (!carries_displayed(rule.policy) || all_null(present)) present.clear();
    edit.changes.push_back({rule.number, std::move(base), std::move(wanted), std::move(present), {}});
  }
  if (edit.changes.empty()) return false;
  MINSYNC_ASSIGN(auto started, start(form, id, EditKind::change, note));
  started.seen = edit.seen;
  started.changes = std::move(edit.changes);
  MINSYNC_TRY(finish(form, target, std::move(started), false));
  return true;
}

Status LocalEdits::remove(const Form& form, RecordId id, const std::string& note) {
  MINSYNC_ASSIGN(auto target, load(form, id));
  const auto on_top = edits_on_top(target.record.state, target.own);
  const auto shown = with_edits(form, target.record.state, on_top, store_.enrolment().role);
  MINSYNC_ASSIGN(auto edit, start(form, id, EditKind::remove, note));
  edit.seen = target.record.state.version;
  for (const auto& group : shown.groups) {
    edit.changes.push_back({group.number, displayed_base(target.record.state, on_top, group.number), {}, {}, {}});
  }
  return finish(form, target, std::move(edit), false);
}

Status LocalEdits::decide(const Form& form, RecordId id, GroupNumber group, const std::vector<EditId>& heads,
                          std::vector<FieldValue> values, const std::string& note) {
  MINSYNC_ASSIGN(auto target, load(form, id));
  const auto on_top = edits_on_top(target.record.state, target.own);
  const GroupRule* rule = form.group(group);
  MINSYNC_ASSERT(rule != nullptr && values.size() == rule->fields.size());
  MINSYNC_ASSIGN(auto edit, start(form, id, EditKind::change, note));
  edit.seen = target.record.state.version;
  GroupChange change{group, displayed_base(target.record.state, on_top, group), std::move(values), {}, heads};
  if (carries_displayed(rule->policy)) change.displayed = shown_values(*rule, target.record.shown);
  edit.changes.push_back(std::move(change));
  return finish(form, target, std::move(edit), false);
}

Result<DisplayedRecord> displayed_record(ClientStore& store, const Form& form, const StoredRecord& record) {
  MINSYNC_ASSIGN(const auto own, store.edits_of(record.state.id));
  const auto on_top = edits_on_top(record.state, own);
  DisplayedRecord displayed;
  displayed.seen = record.state.version;
  for (const auto& rule : form.groups) {
    auto values = shown_values(rule, record.shown);
    const Base base = displayed_base(record.state, on_top, rule.number);
    if (all_null(values) && base == Base{}) continue;
    displayed.groups.emplace(rule.number, DisplayedGroup{base, std::move(values)});
  }
  return displayed;
}

}  // namespace minsync
