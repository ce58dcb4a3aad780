#include "tests/simulation/heal.h"

#include "hub/ingest/committer.h"
#include "hub/ingest/waiting_room.h"
#include "tests/simulation/form_changes.h"
#include "tests/simulation/laws.h"
#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

constexpr int kMostTurns = 14;

void turn_all_on(World& world) {
  world.hub.disk().stop_failing();
  if (!world.hub.is_on()) world.broken(world.hub.turn_on());
  for (auto& machine : world.machines) {
    machine->disk().stop_failing();
    if (!machine->is_on()) world.broken(machine->turn_on(world.oracle));
  }
}

void close_recovery(World& world) {
  const auto context = sure(world.hub.context(world.now()));
  const auto closed = run_in_transaction(world.hub.store(), [&](HubStore& store) -> Status {
    MINSYNC_TRY(minsync::close_recovery(store, context));
    return {};
  });
  if (!closed) world.broken("a recovery can be closed", closed.error().id);
}

// What edits wait for now exists nowhere. Of a device with copies the bases end there, which the oracle does not say.
void give_up_bases(World& world) {
  const auto context = sure(world.hub.context(world.now()));
  const auto given_up = run_in_transaction(world.hub.store(), [&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(const auto devices, store.devices());
    for (const auto& device : devices) {
      if (!device.copied) MINSYNC_TRY(minsync::give_up_bases(store, context, device.id));
    }
    return {};
  });
  if (!given_up) world.broken("missing bases can be given up", given_up.error().id);
}

bool is_complete(World& world, Machine& machine) {
  const auto sync = machine.store().sync_state();
  const auto pending = machine.store().count_outbox(OutboxState::pending);
  const bool complete = sync && sync->complete && pending && *pending == 0;
  if (!complete) {
    world.say(machine.name(), "is not complete, pending " + std::to_string(pending.value_or(-1)));
  }
  return complete;
}

}  // namespace

bool sync_to_the_end(World& world, Machine& machine) {
  begin_sync(world, machine);
  bool quiet = true;
  const auto pushed = [&] { return machine.exchange->report().pushed + machine.exchange->report().counts.pulled; };
  while (machine.exchange && !world.violation()) {
    if (pushed() > 0) quiet = false;
    world.advance(world.now() + 50);
  }
  return quiet;
}

void heal(World& world) {
  if (world.violation()) return;
  world.say("-", "everything is mended");
  world.calm = true;
  // What was planned to break breaks no more; what is under way arrives.
  for (auto& machine : world.machines) {
    if (machine->is_on()) machine->disk().stop_at(0);
  }
  if (world.hub.is_on()) world.hub.disk().stop_at(0);
  turn_all_on(world);
  world.drain();
  turn_all_on(world);
  if (world.cast().has(Trouble::forms)) add_lost_forms(world);
  // Half of them early, so that they synchronise with what they can read now; the others when nothing comes any more.
  Dice dice = world.dice("replaced late", 0);
  const bool late = dice.percent(50);
  if (!late) replace_old_programs(world);
  bool closed = false;
  for (int turn = 1; turn <= kMostTurns && !world.violation(); ++turn) {
    world.say("-", "turn " + std::to_string(turn));
    bool quiet = true;
    for (auto& machine : world.machines) quiet = sync_to_the_end(world, *machine) && quiet;
    for (auto& machine : world.machines) quiet = is_complete(world, *machine) && quiet;
    if (!quiet || turn == 1) continue;
    // All have sent what they had; what still waits for something lost is judged now.
    if (closed) {
      check_old_programs(world);
      return replace_old_programs(world);
    }
    closed = true;
    close_recovery(world);
    give_up_bases(world);
  }
  world.broken("after healing everything ends within a bound", std::to_string(kMostTurns) + " turns were not enough");
}

}  // namespace minsync::simulation
