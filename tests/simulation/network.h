// The line between offices and hub, in virtual time: requests and answers that are lost, late, repeated.
#pragma once

#include "tests/simulation/world.h"

namespace minsync::simulation {

// Begins an exchange, if none is under way.
void begin_sync(World& world, Machine& machine);

// After something was done on a machine: if its disk went off meanwhile, the machine is off too.
void notice_power_loss(World& world, Machine& machine);
void notice_power_loss_of_hub(World& world);
// Off now, and on again after a while.
void crash(World& world, Machine& machine, CrashMode mode);
void crash_hub(World& world, CrashMode mode);
CrashMode some_mode(Dice& dice);

}  // namespace minsync::simulation
