#include "tests/simulation/sticks.h"

#include <algorithm>

#include "client/store/bundle_shelf.h"
#include "client/sync/down_bundle.h"
#include "client/sync/up_bundle.h"
#include "tests/simulation/form_changes.h"
#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

constexpr std::size_t kMostSticks = 24;  // the oldest get lost

void keep(World& world, Stick stick) {
  world.counts.add(stick.up ? "bundles up" : "bundles down");
  world.sticks.push_back(std::move(stick));
  if (world.sticks.size() > kMostSticks) world.sticks.erase(world.sticks.begin());
}

// What went wrong with a disk is no fault of the bundle.
bool is_wrong(const Fault& fault) {
  return fault.kind == FaultKind::integrity || fault.kind == FaultKind::bad_input ||
         fault.kind == FaultKind::not_allowed;
}

const PrivateKey& key_of(const Machine& machine) {
  return Ground::built().offices()[machine.office()].key;
}

void export_up(World& world, Machine& machine) {
  const auto& key = key_of(machine);
  auto made = make_bundle(machine.store(), key, machine.time_at(world.now()));
  notice_power_loss(world, machine);
  if (!made) return world.say(machine.name(), "cannot export a bundle: " + text_of(made.error()));
  world.say(machine.name(), "exports a bundle of " + std::to_string(made->edits) + " edits");
  keep(world, {true, machine.device().id, std::move(made->file)});
}

void export_down(World& world, const Machine& machine) {
  if (!world.hub.is_on()) return;
  auto made = world.hub.export_bundle(machine.device().id, world.now());
  notice_power_loss_of_hub(world);
  if (!made) return world.say("hub", "cannot export a bundle: " + text_of(made.error()));
  world.say("hub", "exports a bundle for " + machine.name() + ", " + std::to_string(made->size()) + " bytes");
  keep(world, {false, machine.device().id, std::move(*made)});
}

void bring_to_hub(World& world, const Stick& stick) {
  if (!world.hub.is_on()) return;
  const auto taken = world.hub.import_bundle(stick.file, world.now());
  world.say("hub", "imports a bundle" + (taken ? std::string() : ": " + text_of(taken.error())));
  if (!taken && is_wrong(taken.error())) world.broken("the hub takes every rightful bundle", text_of(taken.error()));
  notice_power_loss_of_hub(world);
}

// The county above the author carries it with its next exchanges.
void bring_to_county(World& world, Machine& machine, const Stick& stick) {
  const auto status = [&]() -> Status {
    MINSYNC_ASSIGN(const auto unsealed, unseal_bundle(key_of(machine), stick.file));
    MINSYNC_ASSIGN(const auto bundle, open_bundle(unsealed));
    MINSYNC_ASSIGN(auto transaction, Transaction::begin(machine.store().database()));
    MINSYNC_TRY(shelve(machine.store(), bundle, static_cast<std::int64_t>(world.now())));
    return transaction.commit();
  }();
  world.say(machine.name(), "takes a bundle for the hub" + (status ? std::string() : ": " + text_of(status.error())));
  world.counts.add("bundles relayed");
  notice_power_loss(world, machine);
}

void bring_home(World& world, Machine& machine, const Stick& stick) {
  const auto unsealed = unseal_bundle(key_of(machine), stick.file);
  if (!unsealed) return world.broken("an office opens every bundle that is for it", text_of(unsealed.error()));
  const auto stored = store_bundle(machine.store(), *unsealed, machine.time_at(world.now()));
  world.say(machine.name(), "imports a bundle: " + (stored ? std::to_string(stored->counts.pulled) + " pulled" +
                                                                 (stored->counts.gap ? ", gap" : "") +
                                                                 (stored->outdated ? ", outdated" : "")
                                                           : text_of(stored.error())));
  if (stored && stored->counts.copied) world.oracle.told.insert(machine.device().id);
  if (stored && stored->counts.gap) world.counts.add("bundles with a gap");
  const bool of_copy = !stored && stored.error().id == "client.bundle_of_copy";
  if (!stored && is_wrong(stored.error()) && !of_copy) {
    world.broken("an office takes every bundle that is for it", text_of(stored.error()));
  }
  notice_power_loss(world, machine);
  if (!stored) start_anew(world, machine);
}

bool is_county_above(const Machine& machine, DeviceId author) {
  const auto& offices = Ground::built().offices();
  const auto found = std::ranges::find(offices, author, [](const OfficeGround& office) { return office.device.id; });
  return machine.device().role == Role::county && machine.device().id != author &&
         Divisions::built_in().is_within(found->device.unit, machine.device().unit);
}

void carry(World& world, Machine& machine, Dice& dice) {
  if (world.sticks.empty()) return;
  const auto index = static_cast<std::size_t>(dice.below(static_cast<int>(world.sticks.size())));
  const Stick stick = world.sticks[index];
  if (dice.percent(40)) world.sticks.erase(world.sticks.begin() + static_cast<std::ptrdiff_t>(index));
  if (dice.percent(10)) return world.say("-", "a stick is lost");
  if (stick.up && is_county_above(machine, stick.device)) return bring_to_county(world, machine, stick);
  if (stick.up) return bring_to_hub(world, stick);
  for (auto& other : world.machines) {
    if (other->device().id == stick.device && other->is_on()) return bring_home(world, *other, stick);
  }
}

void export_reply(World& world, Machine& machine) {
  const auto bundles = shelved(machine.store());
  if (!bundles) return notice_power_loss(world, machine);
  for (const auto& bundle : *bundles) {
    if (!bundle.answer.reply.empty()) return keep(world, {false, bundle.device, bundle.answer.reply});
  }
}

}  // namespace

void handle_stick(World& world, Machine& machine, Dice& dice) {
  const int choice = dice.below(100);
  if (choice >= 60 && choice < 75) return export_down(world, machine);
  if (!machine.is_on()) return;
  if (choice < 25) return export_up(world, machine);
  if (choice >= 92) return export_reply(world, machine);
  carry(world, machine, dice);
}

}  // namespace minsync::simulation
