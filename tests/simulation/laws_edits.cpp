#include <algorithm>

#include "hub/ingest/rights.h"
#include "shared/crypto/edit_digest.h"
#include "shared/forms/field_rights.h"
#include "tests/simulation/laws.h"

namespace minsync::simulation {
namespace {

EditKeys held_by_somebody(const World& world) {
  EditKeys held = world.hub.held();
  for (const auto& machine : world.machines) held.insert(machine->held().begin(), machine->held().end());
  return held;
}

bool stands_on_refused(const JournalView& view, const Edit& edit) {
  if (edit.kind == EditKind::remove) return false;
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    if (change.base.own.empty()) return false;
    const auto& last = change.base.own.back();
    const auto below = view.arrived.find({{edit.id.device, last.incarnation, last.last}, change.base.own_digest});
    return below != view.arrived.end() && below->second.kind == Verdict::Kind::refused;
  });
}

bool changes_state(const World& world, const Edit& edit) {
  const Form* form = world.hub.forms().find(edit.form);
  if (!form->workflow) return false;
  const auto group = form->group_of(form->workflow->field).number;
  return std::ranges::find(edit.changes, group, &GroupChange::group) != edit.changes.end();
}

bool changes_guarded_field(const World& world, const Edit& edit) {
  const Form* form = world.hub.forms().find(edit.form);
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    return !form->field(form->group(change.group)->fields.front())->write.empty();
  });
}

bool is_expected_reason(World& world, const JournalView& view, const Edit& edit, const std::string& reason) {
  // Of moves and units that a hub lost nobody knows when an office knew of them.
  if (reason == "hub.unit_out_of_scope" || reason == "hub.wrong_partition" || reason == "hub.record_moved")
    return world.oracle.outside.contains(edit.record) ||
           (world.hub_went_back && (world.unit_changes > 0 || world.oracle.moved.contains(edit.record)));
  if (reason == kRefusedBefore) return world.hub_went_back;
  if (reason == kRecordPurged) return edit.kind == EditKind::remove;
  if (reason == "hub.record_stays_removed") return world.oracle.stays_removed.contains(edit.record);
  if (reason == "hub.field_right") return changes_guarded_field(world, edit);
  if (reason == "hub.stands_on_held") return changes_state(world, edit);
  if (reason == "hub.base_refused") return stands_on_refused(view, edit);
  if (reason.starts_with("hub.transition_") || reason == "hub.decision_not_covering") return changes_state(world, edit);
  if (reason == "hub.record_unknown") {
    const auto record = view.merged.find(edit.record);
    // One that was created outside may have come inside later, with its office.
    return record == view.merged.end() || world.oracle.outside.contains(edit.record);
  }
  return false;
}

// Waiting is right while an own edit below waits itself, or, where there are copies, is nowhere (heal).
bool may_wait(World& world, const JournalView& view, const EditKey& key) {
  const Edit& edit = world.oracle.entered.at(key);
  const bool copied = sure(world.hub.store().find_device(edit.id.device))->copied;
  return std::ranges::any_of(edit.changes, [&](const GroupChange& change) {
    if (change.base.own.empty()) return false;
    const auto& last = change.base.own.back();
    const auto below = view.arrived.find({{edit.id.device, last.incarnation, last.last}, change.base.own_digest});
    if (below == view.arrived.end()) return copied;
    return below->second.kind == Verdict::Kind::waiting || below->second.kind == Verdict::Kind::held;
  });
}

// What is held at the end is held on a record that is closed; its text is at the hub.
void check_held(World& world, const EditKey& key) {
  world.counts.add("held at the end");
  const Edit& edit = world.oracle.entered.at(key);
  const Form& form = *world.hub.forms().find(edit.form);
  const auto record = sure(world.hub.store().records().load(form, edit.record));
  const bool purged = !record && sure(world.hub.store().find_purged(edit.record));
  const bool closed = record && form.workflow && form.workflow->holds_in(state_in(form, record->shown));
  if (!purged && !closed) {
    world.broken("an edit is held only while its record is closed or purged", text_of(key));
  }
  const auto held = sure(world.hub.store().held_on(edit.record));
  const auto same = [&](const HeldEdit& one) { return one.arrived.edit == edit; };
  if (std::ranges::count_if(held, same) != 1) world.broken("no held edit is lost", text_of(key));
}

void check_refused(World& world, const JournalView& view, const EditKey& key) {
  const auto receipt = sure(world.hub.store().receipt(key.first, key.second));
  if (!receipt || receipt->kind != ReceiptKind::refused) {
    return world.broken("a refused edit has a receipt", text_of(key));
  }
  if (!is_expected_reason(world, view, world.oracle.entered.at(key), receipt->reason)) {
    world.broken("an edit is refused only for a reason", text_of(key) + ": " + receipt->reason);
  }
  world.counts.add("refused");
}

}  // namespace

void check_edits(World& world, const JournalView& view) {
  for (const auto& key : held_by_somebody(world)) {
    const auto found = view.arrived.find(key);
    if (found == view.arrived.end()) {
      world.broken("every edit that somebody holds is at the hub", text_of(key) + " is not");
      continue;
    }
    if (found->second.times != 1) {
      world.broken("every edit is at the hub once",
                   text_of(key) + ": " + std::to_string(found->second.times) + " times");
    }
    if (found->second.kind == Verdict::Kind::refused) check_refused(world, view, key);
    if (found->second.kind == Verdict::Kind::held) check_held(world, key);
    if (found->second.kind == Verdict::Kind::waiting) {
      world.counts.add("waiting at the end");
      if (!may_wait(world, view, key)) world.broken("an edit waits only for what exists nowhere", text_of(key));
    }
  }
  const auto hub = *Uuid::parse(sure(world.hub.store().setting("device")));
  for (const auto& [key, arrived] : view.arrived) {
    if (key.first.device.value == hub) continue;
    if (!world.oracle.entered.contains(key)) world.broken("the hub has only what was entered", text_of(key));
  }
}

namespace {

bool fits(const OutboxEntry& entry, const Arrived& arrived) {
  switch (arrived.kind) {
    case Verdict::Kind::merged:
      return entry.state == OutboxState::done && entry.version == arrived.version;
    case Verdict::Kind::refused:
      return entry.state == OutboxState::refused || entry.state == OutboxState::answered;
    case Verdict::Kind::waiting:
      return entry.state == OutboxState::waiting || entry.state == OutboxState::quarantined;
    case Verdict::Kind::held:
      return entry.state == OutboxState::held;
    default:
      return false;
  }
}

}  // namespace

void check_outboxes(World& world, const JournalView& view) {
  for (const auto& machine : world.machines) {
    for (const auto& key : machine->held()) {
      const auto entry = sure(machine->store().outbox_entry(key.first.sequence));
      const auto arrived = view.arrived.find(key);
      if (!entry || arrived == view.arrived.end()) continue;  // other laws say so
      if (fits(*entry, arrived->second)) continue;
      world.broken("an office knows what became of each of its edits",
                   machine->name() + " " + text_of(key) + " stands at state " +
                       std::to_string(static_cast<int>(entry->state)) + " version " + text_of(entry->version) +
                       ", the hub says " + std::to_string(static_cast<int>(arrived->second.kind)) + " version " +
                       text_of(arrived->second.version));
    }
  }
}

void check_copies(World& world) {
  std::map<DeviceId, int> living;
  for (const auto& machine : world.machines) ++living[machine->device().id];
  for (const auto& [device, count] : living) {
    const auto known = sure(world.hub.store().find_device(device));
    const bool told = world.oracle.told.contains(device);
    if (count > 1 && !(known->copied && told)) {
      world.broken("users are told when two copies of their data are in use", known->name);
    }
    if (world.oracle.lives.at(device) == 1 && !world.hub_went_back && (known->copied || told)) {
      world.broken("nobody is told of copies where there are none", known->name);
    }
  }
}

}  // namespace minsync::simulation
