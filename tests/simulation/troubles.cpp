#include "tests/simulation/troubles.h"

#include <sqlite3.h>

#include <array>
#include <filesystem>

#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

constexpr std::int64_t kSecond = 1000, kDay = 86'400'000;

// Now, or at one of its next operations.
void crash_client(World& world, Machine& machine, Dice& dice) {
  if (!machine.is_on()) return;
  const bool at_once = dice.percent(30);
  const auto mode = some_mode(dice);
  if (at_once) return crash(world, machine, mode);
  const auto after = static_cast<std::uint64_t>(dice.between(1, 60));
  machine.disk().stop_at(machine.disk().operations() + after);
  world.say(machine.name(), "will go off after " + std::to_string(after) + " operations");
}

void crash_at_hub(World& world, Dice& dice) {
  if (!world.hub.is_on()) return;
  const bool at_once = dice.percent(30);
  const auto mode = some_mode(dice);
  if (at_once) return crash_hub(world, mode);
  const auto after = static_cast<std::uint64_t>(dice.between(1, 60));
  world.hub.disk().stop_at(world.hub.disk().operations() + after);
  world.say("hub", "will go off after " + std::to_string(after) + " operations");
}

void fail_disk(World& world, Machine& machine, Dice& dice) {
  struct Failing {
    DiskCall call;
    int code;
  };
  constexpr std::array<Failing, 5> kFailures = {{{DiskCall::write, SQLITE_FULL},
                                                 {DiskCall::write, SQLITE_IOERR_WRITE},
                                                 {DiskCall::sync, SQLITE_IOERR_FSYNC},
                                                 {DiskCall::read, SQLITE_IOERR_READ},
                                                 {DiskCall::lock, SQLITE_BUSY}}};
  const auto& [call, code] = kFailures[static_cast<std::size_t>(dice.below(static_cast<int>(kFailures.size())))];
  const bool of_hub = dice.percent(40);
  const auto n = static_cast<std::uint64_t>(dice.between(1, 12));
  auto& disk = of_hub ? world.hub.disk() : machine.disk();
  disk.fail_nth(call, n, code);
  world.say(of_hub ? "hub" : machine.name(),
            "its disk will fail, code " + std::to_string(code) + " at call " + std::to_string(n));
  world.counts.add("disk errors");
}

void jump_clock(World& world, Machine& machine, Dice& dice) {
  constexpr std::array<std::int64_t, 6> kJumps = {5 * kSecond, 200 * kSecond, 3600 * kSecond,
                                                  kDay,        40 * kDay,     3000 * kDay};
  const auto size = kJumps[static_cast<std::size_t>(dice.below(static_cast<int>(kJumps.size())))];
  const bool right = dice.percent(25), back = dice.percent(50);
  machine.clock_error_ms = right ? 0 : machine.clock_error_ms + (back ? -size : size);
  world.say(machine.name(), "its clock is wrong by " + std::to_string(machine.clock_error_ms / 1000) + " s");
  world.counts.add("clock jumps");
}

// A second machine with the same data and key. At another place it knows that it is a copy.
void copy_machine(World& world, Machine& machine, bool same_place) {
  if (world.copies == static_cast<int>(Ground::kCopies)) return;
  const auto number = static_cast<std::size_t>(world.copies++);
  auto& ground = Ground::built();
  const std::string name = machine.name() + "'" + std::to_string(number);
  auto copy = std::make_unique<Machine>(name, machine.office(), same_place ? machine.place() : name,
                                        ground.disk_of_copy(number));
  copy->install(machine.program());
  copy->put_back(machine.image());
  std::filesystem::copy_file(machine.disk().folder() + "/device.key", copy->disk().folder() + "/device.key",
                             std::filesystem::copy_options::overwrite_existing);
  copy->exports = machine.exports;
  copy->clock_error_ms = machine.clock_error_ms;
  ++world.oracle.lives[machine.device().id];
  world.say(machine.name(), "is copied to " + name + (same_place ? ", a twin" : ""));
  world.counts.add(same_place ? "twins" : "copies");
  world.broken(copy->turn_on(world.oracle));
  world.machines.push_back(std::move(copy));
}

void put_back_client(World& world, Machine& machine, Dice& dice) {
  if (!machine.saved || dice.percent(50)) {
    machine.saved = machine.image();
    return world.say(machine.name(), "its disk is saved");
  }
  world.say(machine.name(), "its disk is put back");
  world.counts.add("clients put back");
  ++world.oracle.lives[machine.device().id];
  machine.put_back(*machine.saved);
  world.broken(machine.turn_on(world.oracle));
}

// The saved disk is a verified backup; then the hub notes it.
void note_backup(World& world) {
  const auto partitions = world.hub.store().partitions();
  if (!partitions) return notice_power_loss_of_hub(world);
  for (const auto& partition : *partitions) world.backed_up.emplace(partition.id, partition.last);
  const auto noted = world.hub.note_backup(*partitions);
  world.say("hub", noted ? "notes the backup" : "cannot note the backup: " + text_of(noted.error()));
  world.counts.add("hub backups");
  notice_power_loss_of_hub(world);
}

void put_back_hub(World& world, Dice& dice) {
  if (!world.hub_saved || dice.percent(40)) {
    world.hub_saved = world.hub.image();
    world.say("hub", "its disk is saved");
    return dice.percent(50) ? note_backup(world) : void();
  }
  world.say("hub", "its disk is put back");
  world.counts.add("hubs put back");
  world.hub_went_back = true;
  world.hub.put_back(*world.hub_saved);
  world.broken(world.hub.turn_on());
  if (world.violation() || dice.percent(70)) return;
  const auto begun = world.hub.begin_anew(world.now());
  world.say("hub", begun ? "begins anew as a restored one" : "cannot begin anew: " + text_of(begun.error()));
  notice_power_loss_of_hub(world);
}

void nothing_happens(World& world, Dice& dice) {
  const int days = dice.percent(20) ? dice.between(100, 500) : dice.between(1, 30);
  world.say("-", std::to_string(days) + " days go by");
  world.counts.add("absences");
  world.advance(world.now() + static_cast<std::uint64_t>(days * kDay));
}

}  // namespace

void trouble(World& world, Machine& machine, Dice& dice) {
  std::vector<Trouble> kinds;
  for (const auto kind : world.cast().drawn) {
    if (kind >= Trouble::client_crash && kind <= Trouble::absences) kinds.push_back(kind);
  }
  if (kinds.empty()) return;
  // Drawn among all kinds of the story, so that switching one off does not change the others.
  const auto kind = kinds[static_cast<std::size_t>(dice.below(static_cast<int>(kinds.size())))];
  if (!world.cast().has(kind)) return;
  switch (kind) {
    case Trouble::client_crash:
      return crash_client(world, machine, dice);
    case Trouble::hub_crash:
      return crash_at_hub(world, dice);
    case Trouble::io_errors:
      return fail_disk(world, machine, dice);
    case Trouble::clocks:
      return jump_clock(world, machine, dice);
    case Trouble::copies:
      return machine.is_on() ? copy_machine(world, machine, false) : void();
    case Trouble::twins:
      return machine.is_on() ? copy_machine(world, machine, true) : void();
    case Trouble::client_back:
      return machine.is_on() ? put_back_client(world, machine, dice) : void();
    case Trouble::hub_back:
      return world.hub.is_on() ? put_back_hub(world, dice) : void();
    default:
      return nothing_happens(world, dice);
  }
}

}  // namespace minsync::simulation
