// Values that users enter: from small sets, so that two offices often say the same or contradict each other.
#pragma once

#include "shared/forms/validation.h"
#include "tests/simulation/world.h"

namespace minsync::simulation {

FieldValues new_household(World& world, Dice& dice);
FieldValues new_event(Dice& dice);
// Changes to one to three groups of what is shown.
FieldValues some_changes(World& world, const Form& form, const FieldValues& shown, Dice& dice);
// Of any field that a form may have got: text, a sum, or causes.
FieldValue other_value(const Form& form, const Field& field, const FieldValues& shown, Dice& dice);
// The three fields of one bank account, always a matching triple.
void put_bank(FieldValues& values, int number);
// Whether the group's shown values are such a triple, or nothing.
bool is_matching_bank(const std::vector<FieldValue>& values);

}  // namespace minsync::simulation
