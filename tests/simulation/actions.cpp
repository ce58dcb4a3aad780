#include "tests/simulation/actions.h"

#include <algorithm>
#include <array>

#include "client/store/overlay.h"
#include "shared/cli/record_json.h"
#include "tests/simulation/approvals.h"
#include "tests/simulation/network.h"
#include "tests/simulation/values.h"

namespace minsync::simulation {
namespace {

// The oracle's own view of an edit's base: where an own edit of the group has no shown answer yet, the new one stands
// on that edit and on what that one stood on. `before`: the own edits as they stood when the user looked.
void check_bases(World& world, const Edit& edit, const std::vector<OutboxEntry>& before) {
  for (const auto& change : edit.changes) {
    for (auto own = before.rbegin(); own != before.rend(); ++own) {
      const bool open = own->state == OutboxState::unshown || own->state == OutboxState::waiting ||
                        own->state == OutboxState::held ||
                        (own->state == OutboxState::pending && own->version.value == 0);
      const auto below = std::ranges::find(own->edit.changes, change.group, &GroupChange::group);
      if (!open || below == own->edit.changes.end()) continue;
      if (change.base.version != below->base.version) {
        world.broken("a pull never raises the base of a group with a pending edit",
                     text_of(edit.id) + " group " + std::to_string(change.group.value) + " stands on " +
                         text_of(change.base.version) + ", the pending " + text_of(own->edit.id) + " on " +
                         text_of(below->base.version));
      }
      break;
    }
  }
}

struct Doing {
  World& world;
  Machine& machine;
  RecordId record;            // of which the bases are checked; nil: none
  bool displayed_now = true;  // not an import of what was displayed earlier
};

void note_entered(const Doing& doing, const std::string& what, const std::vector<OutboxEntry>& before) {
  auto& oracle = doing.world.oracle;
  for (const auto& key : doing.machine.take_note(oracle)) {
    const Edit& edit = oracle.entered.at(key);
    doing.world.counts.add("edits");
    doing.world.say(doing.machine.name(), what + " " + text_of(key) + " on " + text_of(edit.record));
    if (edit.kind == EditKind::create) doing.world.records.emplace_back(edit.record, edit.form);
    if (edit.kind != EditKind::create && doing.displayed_now) check_bases(doing.world, edit, before);
    if (doing.displayed_now) note_covering(doing.world, doing.machine, edit, before);
  }
}

// One transaction, as every command of the client makes it.
void in_transaction(const Doing& doing, const std::string& what, const std::function<Status(LocalEdits&)>& work) {
  auto& [world, machine, record, displayed_now] = doing;
  std::vector<OutboxEntry> before;
  const auto status = [&]() -> Status {
    MINSYNC_ASSIGN(before, machine.store().edits_of(record));
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(machine.store().database()));
    LocalEdits edits(machine.store(), machine.time_at(world.now()));
    MINSYNC_TRY(work(edits));
    return transaction.commit();
  }();
  if (status) {
    note_entered(doing, what, before);
  } else {
    world.say(machine.name(), what + " fails: " + text_of(status.error()));
  }
  notice_power_loss(world, machine);
}

}  // namespace

void as_command(World& world, Machine& machine, RecordId record, const std::string& what,
                const std::function<Status(LocalEdits&)>& work) {
  in_transaction({world, machine, record, true}, what, work);
}

std::optional<Found> some_record(World& world, Machine& machine, Dice& dice) {
  if (world.records.empty()) return std::nullopt;
  for (int tries = 0; tries < 6; ++tries) {
    // Mostly one of a few, so that offices meet.
    const int count = static_cast<int>(world.records.size());
    const int index = dice.percent(60) ? dice.below(std::min(count, 4)) : dice.below(count);
    const auto& [id, form_name] = world.records[static_cast<std::size_t>(index)];
    const Form* form = machine.forms().find(form_name);
    if (form == nullptr) continue;
    auto record = machine.store().records().load(*form, id);
    if (record && *record && !(*record)->deleted) return Found{form, std::move(**record)};
  }
  return std::nullopt;
}

void change_record(World& world, Machine& machine, const Form& form, RecordId id, const FieldValues& changes,
                   const std::string& what) {
  in_transaction({world, machine, id, true}, what, [&](LocalEdits& edits) -> Status {
    MINSYNC_TRY(edits.change(form, id, changes, ""));
    return {};
  });
}

void remove_record(World& world, Machine& machine, const Form& form, RecordId id) {
  in_transaction({world, machine, id, true}, "removes", [&](LocalEdits& edits) { return edits.remove(form, id, ""); });
}

RecordId create_household(World& world, Machine& machine, Dice& dice) {
  const Form& form = *machine.forms().find(kHousehold);
  const auto values = new_household(world, dice);
  const bool county = machine.device().role == Role::county;
  const UnitId unit = county ? Divisions::built_in().find_code("330106002")->id : machine.device().unit;
  RecordId id;
  in_transaction({world, machine, {}, true}, "creates", [&](LocalEdits& edits) -> Status {
    MINSYNC_ASSIGN(id, edits.create(form, unit, values, ""));
    return {};
  });
  return id;
}

namespace {

UnitId unit_for(const Machine& machine, Dice& dice) {
  const auto& divisions = Divisions::built_in();
  const UnitId own = machine.device().unit;
  if (dice.percent(2)) {
    return divisions.find_code(own == divisions.find_code("330106005")->id ? "330106002" : "330106005")->id;
  }
  if (machine.device().role != Role::county) return own;
  // A county's office enters for its townships.
  const auto below = divisions.children(own);
  return below[static_cast<std::size_t>(dice.below(std::min<int>(4, static_cast<int>(below.size()))))]->id;
}

}  // namespace

void create_record(World& world, Machine& machine, const Form& form, const FieldValues& values, Dice& dice) {
  const UnitId unit = unit_for(machine, dice);
  in_transaction({world, machine, {}, true}, "creates", [&](LocalEdits& edits) -> Status {
    MINSYNC_TRY(edits.create(form, unit, values, ""));
    return {};
  });
}

namespace {

void create(World& world, Machine& machine, Dice& dice) {
  const bool event = dice.percent(15);
  const Form& form = *machine.forms().find(event ? kEvent : kHousehold);
  const auto values = event ? new_event(dice) : new_household(world, dice);
  create_record(world, machine, form, values, dice);
}

void edit(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (!found) return create(world, machine, dice);
  const auto changes = some_changes(world, *found->form, found->record.shown, dice);
  change_record(world, machine, *found->form, found->record.state.id, changes, "changes");
}

void remove(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (found) remove_record(world, machine, *found->form, found->record.state.id);
}

void pass_on(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (!found || !found->form->workflow) return;
  const auto& workflow = *found->form->workflow;
  const auto shown = found->record.shown.find(workflow.field);
  const std::string state =
      shown == found->record.shown.end() ? workflow.initial : std::get<std::string>(shown->second);
  std::vector<std::string> next;
  const bool anything = dice.percent(15);
  for (const auto& transition : workflow.transitions) {
    if (anything || transition.from == state) next.push_back(transition.to);
  }
  if (next.empty()) return;
  FieldValues changes{
      {workflow.field, FieldValue(next[static_cast<std::size_t>(dice.below(static_cast<int>(next.size())))])}};
  if (dice.percent(30)) changes[Ground::built().fields().phone] = FieldValue(std::string("0571-1"));
  change_record(world, machine, *found->form, found->record.state.id, changes, "passes on");
}

// As `minsync conflict resolve` does it.
void decide(World& world, Machine& machine, Dice& dice) {
  std::vector<ConflictRow> rows;
  auto& records = machine.store().records();
  const auto listed = records.contested([&](const ConflictRow& row) -> Result<bool> {
    const Form* form = machine.forms().find(row.form);
    const GroupRule* rule = form == nullptr ? nullptr : form->group(row.state.number);
    if (rule != nullptr && !conflict_of(*rule, row.state).others.empty()) rows.push_back(row);
    return true;
  });
  if (!listed || rows.empty()) return;
  const auto& row = rows[static_cast<std::size_t>(dice.below(static_cast<int>(rows.size())))];
  const Form& form = *machine.forms().find(row.form);
  const auto record = records.load(form, row.record);
  if (!record || !*record || (*record)->deleted) return;
  const auto values = chosen_values(form, row.state, dice.percent(50) ? "current" : "incoming");
  if (!values) return;
  std::vector<EditId> heads;
  for (const auto& head : row.state.heads) heads.push_back(head.origin.edit);
  in_transaction({world, machine, row.record, true}, "decides", [&](LocalEdits& edits) {
    return edits.decide(form, row.record, row.state.number, heads, *values, "checked");
  });
}

void decide_at_hub(World& world, Dice& dice) {
  if (!world.hub.is_on()) return;
  const auto conflicts = world.hub.conflicts(true);
  if (conflicts && !conflicts->empty()) {
    const auto& conflict = (*conflicts)[static_cast<std::size_t>(dice.below(static_cast<int>(conflicts->size())))];
    const auto status = world.hub.decide(conflict, dice.percent(50) ? "current" : "incoming", world.now());
    world.say("hub", "decides on " + text_of(conflict.record) + (status ? "" : ": " + text_of(status.error())));
    world.counts.add("hub decisions");
  }
  notice_power_loss_of_hub(world);
}

void export_one(World& world, Machine& machine, Dice& dice) {
  const auto found = some_record(world, machine, dice);
  if (!found) return;
  auto displayed = displayed_record(machine.store(), *found->form, found->record);
  if (displayed) machine.exports.push_back({found->record.state.id, std::move(*displayed)});
}

void import_one(World& world, Machine& machine, Dice& dice) {
  if (machine.exports.empty()) return export_one(world, machine, dice);
  const auto& exported =
      machine.exports[static_cast<std::size_t>(dice.below(static_cast<int>(machine.exports.size())))];
  const Form& form = *machine.forms().find(kHousehold);
  const auto record = machine.store().records().load(form, exported.record);
  if (!record || !*record || (*record)->deleted) return;
  const auto changes = some_changes(world, form, (*record)->shown, dice);
  in_transaction({world, machine, exported.record, false}, "imports", [&](LocalEdits& edits) -> Status {
    MINSYNC_TRY(edits.change(form, exported.record, changes, "", &exported.displayed));
    return {};
  });
}

}  // namespace

void move_a_record(World& world, Dice& dice) {
  if (!world.hub.is_on() || world.records.empty()) return;
  constexpr std::array kUnits = {"330106002", "330106004", "330106005", "330106", "330106002051", "330110"};
  const auto& divisions = Divisions::built_in();
  const auto record = world.records[static_cast<std::size_t>(dice.below(static_cast<int>(world.records.size())))].first;
  const auto choice = static_cast<std::size_t>(dice.below(static_cast<int>(kUnits.size()) + 1));
  const UnitId to = choice == kUnits.size() ? divisions.children(divisions.find_code("330110")->id).front()->id
                                            : divisions.find_code(kUnits[choice])->id;
  const auto status = world.hub.move(record, to, world.now());
  world.say("hub", "moves " + text_of(record) + " to " + divisions.find(to)->code +
                       (status ? "" : ": " + text_of(status.error())));
  if (status) {
    world.counts.add("moves");
    world.oracle.moved.insert(record);
  }
  notice_power_loss_of_hub(world);
}

void change_a_unit(World& world, Dice& dice) {
  if (!world.hub.is_on()) return;
  const auto unit = [](const char* code) { return Divisions::built_in().find_code(code)->id; };
  const auto name = [](UnitId id) { return Divisions::built_in().find(id)->code.substr(0, 9); };
  const auto any_of = [&](std::initializer_list<const char*> codes) {
    return unit(codes.begin()[dice.below(static_cast<int>(codes.size()))]);
  };
  // Each a day after the one before: a unit has one decision a day.
  const auto day = static_cast<std::int32_t>(20'000 + ++world.unit_changes);
  const int choice = dice.below(10);
  const UnitId town = any_of({"330106002", "330106004", "330106005"}), other = any_of({"330106004", "330106005"});
  const UnitId county = any_of({"330106", "330110"});
  const std::string what = choice == 0  ? "merges " + name(town) + " into " + name(other)
                           : choice < 5 ? "moves 330106002051 below " + name(town)
                                        : "moves " + name(town) + " below " + name(county);
  const auto status = world.hub.decide(
      [&](const Divisions& divisions) {
        if (choice == 0) return merge_units(divisions, {town}, other, day);
        if (choice < 5) return move_unit(divisions, unit("330106002051"), town, "", day);
        return move_unit(divisions, town, county, "", day);
      },
      world.now());
  world.say("hub", what + (status ? std::string() : ": " + text_of(status.error())));
  if (status) world.counts.add("units changed");
  notice_power_loss_of_hub(world);
}

void act(World& world, Machine& machine, Dice& dice) {
  const int choice = dice.below(100);
  if (choice >= 97) return decide_at_hub(world, dice);
  if (!machine.is_on()) return;
  if (world.cast().has(Trouble::approvals) && dice.percent(25)) return approve_or_reopen(world, machine, dice);
  if (choice < 44) return edit(world, machine, dice);
  if (choice < 53) return create(world, machine, dice);
  if (choice < 60) return pass_on(world, machine, dice);
  if (choice < 63) return remove(world, machine, dice);
  if (choice < 67) return decide(world, machine, dice);
  if (choice < 69) return export_one(world, machine, dice);
  if (choice < 72) return import_one(world, machine, dice);
  begin_sync(world, machine);
}

}  // namespace minsync::simulation
