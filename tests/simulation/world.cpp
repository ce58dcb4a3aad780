#include "tests/simulation/world.h"

#include "tests/support/chance/seeded_chance.h"

namespace minsync::simulation {

World::World(const Story& story)
    : hub(Ground::built().disk_of_hub()), story_(story), cast_(story), trace_(story.trace) {
  seed_chance(story.seed);
  seed_sqlite(story.seed);
  auto& ground = Ground::built();
  if (cast_.has(Trouble::forms)) hub.install(Program::learning);
  hub.put_back({ground.hub_disk(), {}, {}});
  broken(hub.turn_on());
  for (const int index : cast_.offices) {
    const auto office = static_cast<std::size_t>(index);
    const auto& from = ground.offices()[office];
    auto machine = std::make_unique<Machine>(from.name, office, from.name, ground.disk_of_office(office));
    machine->install(program_of(machines.size()));
    machine->put_back({from.disk, {}, 0});
    broken(machine->turn_on(oracle));
    oracle.lives[from.device.id] = 1;
    machines.push_back(std::move(machine));
  }
}

Program World::program_of(std::size_t machine) const {
  if (!cast_.has(Trouble::forms)) return Program::shared;
  Dice chosen = dice("program", machine);
  return cast_.has(Trouble::old_programs) && chosen.percent(40) ? Program::old : Program::learning;
}

World::~World() {
  for (auto& machine : machines) machine->close();
  hub.close();
}

void World::broken(const std::string& law, const std::string& text) {
  if (violation_) return;
  violation_ = Violation{law, text};
  say("LAW", law + ": " + text);
}

void World::broken(const std::optional<Violation>& violation) {
  if (violation) broken(violation->law, violation->text);
}

void World::at(std::uint64_t when_ms, std::function<void()> what) {
  events_.push({when_ms, ++order_, std::move(what)});
}

void World::advance(std::uint64_t to_ms) {
  while (!events_.empty() && events_.top().when <= to_ms && !violation_) {
    const auto event = events_.top();
    events_.pop();
    now_ = std::max(now_, event.when);
    event.what();
  }
  now_ = std::max(now_, to_ms);
}

void World::drain() {
  constexpr int kMostEvents = 20'000;
  for (int i = 0; i < kMostEvents && !events_.empty() && !violation_; ++i) {
    const auto event = events_.top();
    events_.pop();
    now_ = std::max(now_, event.when);
    event.what();
  }
}

}  // namespace minsync::simulation
