#include "tests/simulation/away.h"

#include <algorithm>

#include "hub/ingest/purging.h"
#include "hub/ingest/rights.h"
#include "tests/simulation/actions.h"
#include "tests/simulation/heal.h"
#include "tests/simulation/laws.h"
#include "tests/simulation/values.h"

namespace minsync::simulation {
namespace {

constexpr std::uint64_t kDay = 86'400'000;
constexpr const char* kLaw = "an office that was away for 400 days";

struct Away {
  World& world;
  Machine& away;
  Machine& home;
  Dice dice;

  void expect(bool holds, const std::string& what) {
    if (!holds) world.broken(kLaw, what);
  }
  void sync(Machine& machine) {
    world.advance(world.now() + 1000);
    sync_to_the_end(world, machine);
  }
  void edit(Machine& machine, RecordId id, const std::string& phone) {
    change_record(world, machine, household(), id, {{Ground::built().fields().phone, FieldValue(phone)}}, "changes");
  }
  static const Form& household() { return Ground::built().household(); }
  std::optional<StoredRecord> at_hub(RecordId id) { return sure(world.hub.store().records().load(household(), id)); }
  std::optional<StoredRecord> at(Machine& machine, RecordId id) {
    return sure(machine.store().records().load(household(), id));
  }
  bool lives_at(Machine& machine, RecordId id) {
    const auto record = at(machine, id);
    return record && !record->deleted;
  }
  std::string phone_at_hub(RecordId id) {
    const auto record = at_hub(id);
    if (!record || record->deleted) return "";
    return text_of({record->shown.at(Ground::built().fields().phone)});
  }
  std::uint64_t purge() {
    std::uint64_t records = 0;
    sure(world.hub.administer(world.now(), [&](const IngestContext& context, const HubIdentity&) -> Status {
      const auto before = context.now_ms - static_cast<std::int64_t>(365 * kDay);
      MINSYNC_ASSIGN(records, purge_removed(world.hub.store(), context, before));
      return {};
    }));
    return records;
  }
};

void play_story(Away& story) {
  auto& [world, away, home, dice] = story;
  std::vector<RecordId> records;
  for (int i = dice.between(6, 12); i > 0; --i) records.push_back(create_household(world, home, dice));
  story.sync(home);
  story.sync(away);
  // The office that goes away has, unsent: edits of a record that is removed meanwhile and of one that is not, the
  // removal of one that is removed by others too, and a new record.
  const RecordId edited = records[0], removed = records[1], living = records[2], removed_twice = records[3];
  story.edit(away, edited, "0571-8");
  story.edit(away, living, "0571-9");
  remove_record(world, away, Away::household(), removed_twice);
  const RecordId fresh = create_household(world, away, dice);
  for (const auto id : {edited, removed, removed_twice}) remove_record(world, home, Away::household(), id);
  story.sync(home);

  world.advance(world.now() + 400 * kDay);
  story.edit(home, records[4], "0571-1");
  story.sync(home);
  story.expect(story.purge() == 3, "what was removed 400 days ago is purged");
  story.expect(!story.at_hub(edited) && !story.at_hub(removed), "what was purged is gone from the hub");

  story.sync(away);
  story.expect(!story.at_hub(edited) && !story.at_hub(removed) && !story.at_hub(removed_twice),
               "what was removed does not rise again at the hub");
  story.expect(!story.lives_at(away, removed) && !story.lives_at(away, removed_twice),
               "nor at the office that was away");
  story.expect(story.phone_at_hub(living) == "[0571-9]", "its edit of a living record is merged");
  story.expect(story.at_hub(fresh).has_value(), "its new record is there");
  const auto held = sure(world.hub.store().held_on(edited));
  story.expect(held.size() == 1, "its edit of the removed record is kept for review");
}

void decide(Away& story) {
  auto& [world, away, home, dice] = story;
  const auto late = sure(late_for_purged(world.hub.store()));
  story.expect(late.size() == 1, "one record is to be decided on");
  if (late.size() != 1) return;
  const RecordId record = late.front().purged.record;
  const bool brings_back = dice.percent(50);
  sure(world.hub.administer(world.now(), [&](const IngestContext& context, const HubIdentity& hub) -> Status {
    if (brings_back) return restore_purged(world.hub.store(), context, hub, record, "restored");
    MINSYNC_TRY(refuse_late(world.hub.store(), context, record));
    return {};
  }));
  (brings_back ? world.oracle.restored : world.oracle.stays_removed).insert(record);
  story.sync(away);
  story.sync(home);
  story.expect(story.lives_at(away, record) == brings_back && story.lives_at(home, record) == brings_back,
               "the bureau's decision reaches both offices");
  story.expect(!brings_back || story.phone_at_hub(record) == "[0571-8]", "with the edit that had been kept");
}

}  // namespace

Outcome play_away(const Story& story) {
  World world(story);
  Away away{world, *world.machines[0], *world.machines[1], world.dice("away", 0)};
  play_story(away);
  for (auto& machine : world.machines) away.sync(*machine);
  if (!world.violation()) check_laws(world);
  if (!world.violation()) decide(away);
  heal(world);
  check_laws(world);
  Outcome outcome;
  outcome.violation = world.violation();
  outcome.trace_hash = world.trace().hash();
  outcome.virtual_ms = world.now() - kBegin;
  outcome.counts = world.counts;
  return outcome;
}

}  // namespace minsync::simulation
