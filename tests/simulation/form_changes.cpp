#include "tests/simulation/form_changes.h"

#include <algorithm>

#include "tests/simulation/actions.h"
#include "tests/simulation/network.h"
#include "tests/simulation/values.h"

namespace minsync::simulation {
namespace {

// What was decided before and is not there any more, the hub having lost it, comes first.
bool add_missing(World& world) {
  for (const auto& edition : world.editions.all()) {
    const Form* known = world.hub.forms().find(edition.form);
    const bool last = std::ranges::none_of(world.editions.all(), [&](const Edition& other) {
      return other.form == edition.form && other.version > edition.version;
    });
    if (!last || (known != nullptr && known->version >= edition.version)) continue;
    const auto status = world.hub.adopt(edition.yaml, world.now());
    world.say("hub", "adds " + edition.form + " " + std::to_string(edition.version) +
                         (status ? "" : ": " + text_of(status.error())));
    if (status) world.counts.add("forms added");
    return false;
  }
  return true;
}

void adopt_next(World& world, Dice& dice) {
  if (!world.hub.is_on()) return;
  if (add_missing(world)) {
    const auto& edition = world.editions.decide(dice);
    world.say("-", "the bureau " + edition.what + ": " + edition.form + " " + std::to_string(edition.version));
    add_missing(world);
  }
  notice_power_loss_of_hub(world);
}

const Field* some_new_field(const Form& form, Dice& dice) {
  std::vector<const Field*> fields;
  for (const auto& field : form.fields) {
    if (form.name == kVisit || field.name.starts_with("added_")) fields.push_back(&field);
  }
  if (fields.empty()) return nullptr;
  return fields[static_cast<std::size_t>(dice.below(static_cast<int>(fields.size())))];
}

void enter_new(World& world, Machine& machine, Dice& dice) {
  const Form* visit = machine.forms().find(kVisit);
  if (visit != nullptr && dice.percent(35)) {
    create_record(world, machine, *visit, {{visit->fields.front().number, FieldValue(std::string("by the road"))}},
                  dice);
    return;
  }
  const auto found = some_record(world, machine, dice);
  if (!found) return;
  const Field* field = some_new_field(*found->form, dice);
  if (field == nullptr) return;
  const FieldValues changes{{field->number, other_value(*found->form, *field, found->record.shown, dice)}};
  change_record(world, machine, *found->form, found->record.state.id, changes, "enters what is new");
}

// The power may fail while the one ends or the other begins.
void begin_anew(World& world, Machine& machine) {
  machine.close();
  const auto broken = machine.disk().stopped() ? std::nullopt : machine.turn_on(world.oracle);
  if (!machine.disk().stopped()) return world.broken(broken);
  Dice dice = world.dice("mode", ++world.messages);
  crash(world, machine, some_mode(dice));
}

void replace_program(World& world, Machine& machine) {
  if (machine.program() != Program::old) return;
  world.say(machine.name(), "gets a new program");
  world.counts.add("programs replaced");
  machine.install(Program::learning);
  if (machine.is_on()) begin_anew(world, machine);
}

}  // namespace

void change_forms(World& world, Machine& machine, int step) {
  Dice dice = world.dice("form", static_cast<std::uint64_t>(step));
  if (dice.percent(6)) adopt_next(world, dice);
  if (dice.percent(30) && machine.is_on() && !world.violation()) enter_new(world, machine, dice);
  if (dice.percent(2)) replace_program(world, machine);
  // Mostly programs are commands that end soon.
  if (dice.percent(8) && !machine.exchange) start_anew(world, machine);
}

void add_lost_forms(World& world) {
  // Each of the forms has one that is in use.
  constexpr int kForms = 2;
  for (int i = 0; i < kForms; ++i) add_missing(world);
  if (!add_missing(world)) world.broken("a lost definition can be added again", "");
}

void replace_old_programs(World& world) {
  for (auto& machine : world.machines) replace_program(world, *machine);
}

void start_anew(World& world, Machine& machine) {
  if (machine.program() != Program::shared && machine.is_on()) begin_anew(world, machine);
}

}  // namespace minsync::simulation
