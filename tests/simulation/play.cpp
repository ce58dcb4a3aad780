#include "tests/simulation/play.h"

#include "tests/simulation/actions.h"
#include "tests/simulation/attachments.h"
#include "tests/simulation/away.h"
#include "tests/simulation/form_changes.h"
#include "tests/simulation/heal.h"
#include "tests/simulation/laws.h"
#include "tests/simulation/purges.h"
#include "tests/simulation/sticks.h"
#include "tests/simulation/troubles.h"

namespace minsync::simulation {
namespace {

// Mostly moments or minutes, so that much happens while requests are under way; sometimes hours.
std::uint64_t gap_ms(const World& world, Dice& dice) {
  if (dice.percent(world.cast().hurry_percent)) return static_cast<std::uint64_t>(dice.between(0, 500));
  if (dice.percent(70)) return static_cast<std::uint64_t>(dice.between(500, 60'000));
  return static_cast<std::uint64_t>(dice.between(60'000, 10'800'000));
}

void step(World& world, int number) {
  Dice dice = world.dice("step", static_cast<std::uint64_t>(number));
  world.advance(world.now() + gap_ms(world, dice));
  if (world.violation()) return;
  auto& machine = *world.machines[static_cast<std::size_t>(dice.below(static_cast<int>(world.machines.size())))];
  if (world.cast().has(Trouble::bundles)) {
    Dice own = world.dice("stick", static_cast<std::uint64_t>(number));
    if (own.percent(30)) return handle_stick(world, machine, own);
  }
  if (dice.percent(12)) return trouble(world, machine, dice);
  act(world, machine, dice);
  Dice moves = world.dice("move", static_cast<std::uint64_t>(number));
  if (world.cast().has(Trouble::moves) && moves.percent(12)) move_a_record(world, moves);
  if (world.cast().has(Trouble::units) && moves.percent(4)) change_a_unit(world, moves);
  if (world.cast().has(Trouble::purges)) {
    Dice purges = world.dice("purge", static_cast<std::uint64_t>(number));
    if (purges.percent(12)) purge_or_restore(world, purges);
  }
  if (world.cast().has(Trouble::forms)) change_forms(world, machine, number);
  if (world.cast().has(Trouble::files)) handle_files(world, machine, number);
}

}  // namespace

Outcome play(const Story& story) {
  if (story.away) return play_away(story);
  World world(story);
  Outcome outcome;
  outcome.steps = std::min(world.cast().steps, story.last_step + 1);
  for (int i = 0; i < outcome.steps && !world.violation(); ++i) {
    if (!story.skipped.contains(i)) step(world, i);
  }
  heal(world);
  check_laws(world);
  outcome.violation = world.violation();
  outcome.trace_hash = world.trace().hash();
  outcome.virtual_ms = world.now() - kBegin;
  outcome.counts = world.counts;
  return outcome;
}

}  // namespace minsync::simulation
