#include "tests/simulation/purges.h"

#include <algorithm>

#include "hub/ingest/purging.h"
#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

void purge(World& world, Dice& dice) {
  constexpr std::uint64_t kMinute = 60'000;
  const std::uint64_t age = dice.percent(50) ? 0 : static_cast<std::uint64_t>(dice.between(1, 600)) * kMinute;
  std::uint64_t records = 0;
  const auto status =
      world.hub.administer(world.now(), [&](const IngestContext& context, const HubIdentity&) -> Status {
        MINSYNC_ASSIGN(records,
                       purge_removed(world.hub.store(), context, context.now_ms - static_cast<std::int64_t>(age)));
        return {};
      });
  world.say("hub", "purges " + std::to_string(records) + (status ? "" : ": " + text_of(status.error())));
  world.counts.add("purged", records);
}

// Mostly one for which something came late.
std::optional<RecordId> some_purged(World& world, Dice& dice) {
  std::vector<RecordId> all;
  for (const auto& late : sure(late_for_purged(world.hub.store()))) all.push_back(late.purged.record);
  if (all.empty() || dice.percent(20)) {
    sure(world.hub.store().each_purged([&](const Purged& purged) -> Status {
      all.push_back(purged.record);
      return {};
    }));
  }
  if (all.empty()) return std::nullopt;
  return all[static_cast<std::size_t>(dice.below(static_cast<int>(all.size())))];
}

void decide_late(World& world, Dice& dice) {
  const auto record = some_purged(world, dice);
  if (!record) return;
  const bool refuses = dice.percent(40);
  const auto status =
      world.hub.administer(world.now(), [&](const IngestContext& context, const HubIdentity& hub) -> Status {
        if (!refuses) return restore_purged(world.hub.store(), context, hub, *record, "restored");
        MINSYNC_TRY(refuse_late(world.hub.store(), context, *record));
        return {};
      });
  world.say("hub", (refuses ? "refuses what came late for " : "restores ") + text_of(*record) +
                       (status ? "" : ": " + text_of(status.error())));
  if (!status) return;
  world.counts.add(refuses ? "late refused" : "restored");
  (refuses ? world.oracle.stays_removed : world.oracle.restored).insert(*record);
}

}  // namespace

void purge_or_restore(World& world, Dice& dice) {
  if (!world.hub.is_on()) return;
  if (dice.percent(50)) {
    purge(world, dice);
  } else {
    decide_late(world, dice);
  }
  notice_power_loss_of_hub(world);
}

void check_purged(World& world, RecordId record, const Form& form, bool expected_deleted) {
  const auto purged = sure(world.hub.store().find_purged(record));
  if (!purged || purged->form != form.name) {
    world.broken("no merged edit vanishes", text_of(record) + " is not there");
  } else if (!expected_deleted) {
    world.broken("only what was removed is purged", text_of(record));
  }
}

bool may_hold_purged(World& world, Machine& machine, const StoredRecord& record) {
  if (!sure(world.hub.store().find_purged(record.state.id))) return false;
  const auto own = sure(machine.store().edits_of(record.state.id));
  const bool waits =
      std::ranges::any_of(own, [](const OutboxEntry& entry) { return entry.state == OutboxState::held; });
  return record.deleted || waits;
}

}  // namespace minsync::simulation
