// Generated names: the commonest surnames by rough weight, given names of one or two common characters.
#pragma once

#include <string>

#include "tests/generator/dice.h"

namespace minsync {

std::string any_surname(Dice& dice);
std::string any_given_name(Dice& dice, bool male);

}  // namespace minsync
