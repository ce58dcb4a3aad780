// What users do: enter, change, delete, pass on, decide, export and import, synchronise. Each is one transaction, as
// the command line does it; what was committed counts as entered.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// One action, chosen by the dice, of this machine's user (or the hub's).
void act(World& world, Machine& machine, Dice& dice);

// A record that this machine shows.
struct Found {
  const Form* form = nullptr;
  StoredRecord record;
};
std::optional<Found> some_record(World& world, Machine& machine, Dice& dice);
// As one command of its user.
void change_record(World& world, Machine& machine, const Form& form, RecordId id, const FieldValues& changes,
                   const std::string& what);
// Of this machine's unit, or one below it, or (seldom) one that is not its own.
void create_record(World& world, Machine& machine, const Form& form, const FieldValues& values, Dice& dice);
// A new household of this machine's unit, or of a township below it that others work in, too.
RecordId create_household(World& world, Machine& machine, Dice& dice);
// One command of its user that does more than change values; `record`: of which the bases are checked.
void as_command(World& world, Machine& machine, RecordId record, const std::string& what,
                const std::function<Status(LocalEdits&)>& work);
void remove_record(World& world, Machine& machine, const Form& form, RecordId id);
// The bureau moves a record to another township, of this or the other county.
void move_a_record(World& world, Dice& dice);
// It puts a unit under another one, or merges two.
void change_a_unit(World& world, Dice& dice);

}  // namespace minsync::simulation
