#include <algorithm>

#include "hub/ingest/rights.h"
#include "hub/recovery/rebuild.h"
#include "shared/store/digest.h"
#include "sync_protocol/hybrid_clock.h"
#include "tests/simulation/laws.h"
#include "tests/simulation/purges.h"

namespace minsync::simulation {
namespace {

// By the hub's boundaries: what a unit became is its office's too.
bool in_scope(World& world, const Machine& machine, UnitId unit) {
  const Divisions& divisions = *sure(world.hub.store().records().divisions());
  const auto offices = divisions.succession(machine.device().unit);
  return std::ranges::any_of(offices, [&](UnitId office) { return divisions.is_within(unit, office); });
}

std::string difference(const RecordState& hub, const RecordState& office);

// An edit that waits at the hub, or is held there, is shown on top at its author's.
bool shows_more(Machine& machine, RecordId id) {
  const auto own = sure(machine.store().edits_of(id));
  return std::ranges::any_of(own, [](const OutboxEntry& entry) {
    return entry.state == OutboxState::waiting || entry.state == OutboxState::held;
  });
}

std::string difference_shown(Machine& machine, const StoredRecord& hub, const StoredRecord& office) {
  if (shows_more(machine, hub.state.id)) return difference(hub.state, office.state);
  if (hub.deleted != office.deleted) return "shown as deleted";
  for (const auto& [field, value] : hub.shown) {
    const auto found = office.shown.find(field);
    const FieldValue here = found == office.shown.end() ? FieldValue(Null{}) : found->second;
    if (here != value) return "shows another field " + std::to_string(field.value) + ": " + text_of({here, value});
  }
  return hub.shown.size() == office.shown.size() ? difference(hub.state, office.state) : "shows more fields";
}

std::string difference(const RecordState& hub, const RecordState& office) {
  if (hub.unit != office.unit) return "org unit";
  if (hub.deleted != office.deleted) return "deleted";
  if (hub.birth != office.birth) return "birth " + text_of(hub.birth) + " against " + text_of(office.birth);
  for (const auto& group : hub.groups) {
    const GroupState* other = office.group(group.number);
    const std::string name = "group " + std::to_string(group.number.value);
    if (other == nullptr) return name + " is missing";
    if (other->shown != group.shown) return name + " " + text_of(group.shown) + " against " + text_of(other->shown);
    if (other->version != group.version)
      return name + " version " + text_of(group.version) + " against " + text_of(other->version);
    if (other->heads != group.heads) return name + " heads";
  }
  if (hub.groups.size() != office.groups.size()) return "more groups";
  if (hub.removals != office.removals) return "removals";
  return "";
}

using Records = std::map<RecordId, StoredRecord>;

Records records_of(const FormCatalogue& forms, RecordTables& tables,
                   const std::function<bool(const StoredRecord&)>& wanted) {
  Records all;
  for (const char* name : {kHousehold, kEvent, kVisit}) {
    const Form* form = forms.find(name);
    if (form == nullptr) continue;
    sure(tables.scan(*form, {}, [&](StoredRecord& record) -> Result<bool> {
      // The removals of a record that lives are loaded with it alone.
      if (wanted(record)) all.emplace(record.state.id, *sure(tables.load(*form, record.state.id)));
      return true;
    }));
  }
  return all;
}

void check_replica(World& world, Machine& machine, const Records& at_hub) {
  bool only_here = false;
  const auto here = records_of(machine.forms(), machine.store().records(), [&](const StoredRecord& record) {
    only_here = only_here || record.state.version.value == 0;
    return record.state.version.value != 0;
  });
  for (const auto& [id, record] : here) {
    const auto found = at_hub.find(id);
    if (found == at_hub.end()) {
      if (may_hold_purged(world, machine, record)) continue;
      world.broken("replicas are equal", machine.name() + " has " + text_of(id) + ", the hub has not");
    } else if (!in_scope(world, machine, found->second.state.unit) && !shows_more(machine, id)) {
      world.broken("no office holds records outside of its scope", machine.name() + " " + text_of(id));
    }
  }
  for (const auto& [id, record] : at_hub) {
    if (!in_scope(world, machine, record.state.unit)) continue;
    const auto found = here.find(id);
    const auto what = found == here.end() ? "is missing" : difference_shown(machine, record, found->second);
    if (!what.empty()) world.broken("replicas are equal", machine.name() + " " + text_of(id) + ": " + what);
  }
  const bool waits = sure(machine.store().count_outbox(OutboxState::waiting)) > 0 ||
                     sure(machine.store().count_outbox(OutboxState::held)) > 0;
  if (only_here || waits || world.violation()) return;
  const UnitId city = Divisions::built_in().find_code("3301")->id;
  const auto scope = [&](const Form&, UnitId unit) { return unit == city || in_scope(world, machine, unit); };
  const auto own = sure(digest_of(machine.store().records(), machine.forms(), scope));
  if (own != sure(digest_of(world.hub.store().records(), world.hub.forms(), scope))) {
    world.broken("digests are equal", machine.name());
  }
}

}  // namespace

void check_replicas(World& world) {
  const auto at_hub =
      records_of(world.hub.forms(), world.hub.store().records(), [](const StoredRecord&) { return true; });
  for (auto& machine : world.machines) {
    if (!world.violation()) check_replica(world, *machine, at_hub);
  }
}

void check_old_programs(World& world) {
  auto& tables = world.hub.store().records();
  for (auto& machine : world.machines) {
    if (machine->program() != Program::old || world.violation()) continue;
    const Form& known = *machine->forms().find(kHousehold);
    world.counts.add("old programs at the end");
    sure(tables.scan(*world.hub.forms().find(kHousehold), {}, [&](StoredRecord& record) -> Result<bool> {
      const RecordId id = record.state.id;
      if (!in_scope(world, *machine, record.state.unit) || shows_more(*machine, id)) return true;
      const auto here = sure(machine->store().records().load(known, id));
      std::string what = here ? "" : "is missing";
      if (here && here->deleted != record.deleted) what = "shown as deleted";
      for (const auto& rule : known.groups) {
        if (here && shown_values(rule, here->shown) != shown_values(rule, record.shown)) what = "shows another value";
      }
      if (!what.empty())
        world.broken("an old program shows what it knows", machine->name() + " " + text_of(id) + " " + what);
      return true;
    }));
  }
}

void check_hub_tables(World& world, const JournalView& view) {
  auto& store = world.hub.store();
  const Divisions& divisions = *sure(store.records().divisions());
  std::map<RecordId, int> in_feed;
  for (const auto& partition : sure(store.partitions())) {
    for (const auto* place : Divisions::built_in().all()) {
      const UnitId unit = place->id;
      if (place->level == UnitLevel::village) continue;
      for (const auto& entry : sure(store.feed(partition.id, unit, {}, 100'000))) {
        if (entry.left) continue;
        const auto record = sure(store.records().load(*world.hub.forms().find(entry.form), entry.record));
        ++in_feed[entry.record];
        const bool right = record && record->state.version == entry.version && record->partition == partition.id &&
                           place_of(divisions, record->state.unit).township == unit;
        if (!right) world.broken("the feed has each record at its newest version", text_of(entry.record));
      }
    }
  }
  for (const auto& [id, life] : view.merged) {
    const bool purged = sure(store.find_purged(id)).has_value();
    if (in_feed[id] != (purged ? 0 : 1)) world.broken("the feed has each record once", text_of(id));
  }
  for (const auto& [key, arrived] : view.arrived) {
    const auto received = sure(store.received(key.first));
    if (!received) {
      world.broken("received ranges are what the journal says", text_of(key));
      continue;
    }
    const bool same = received->partition == arrived.partition && received->version == arrived.received;
    if (same) continue;
    const auto forks = sure(store.forks(key.first));
    if (std::ranges::find(forks, key.second, &Fork::digest) == forks.end()) {
      world.broken("received ranges are what the journal says", text_of(key));
    }
  }
}

// Records that were merged anew after a loss keep versions that only their history explains.
void check_replay(World& world, const JournalView& view) {
  for (const auto& [id, life] : view.merged) {
    const bool was_lost = std::ranges::any_of(life, [](const auto& one) { return one.origin.former.value != 0; });
    // So do those that were brought back.
    if (was_lost || world.oracle.restored.contains(id) || world.violation()) continue;
    if (sure(world.hub.store().find_purged(id))) continue;
    const Form& form = *world.hub.forms().find(life.front().edit.form);
    RecordState state;
    state.id = id;
    state.unit = life.front().edit.unit;
    state.birth = life.front().origin.version;
    for (const auto& one : life) merge_edit(form.groups, state, one.edit, one.origin);
    const auto record = sure(world.hub.store().records().load(form, id));
    const auto what = record ? difference(state, record->state) : "is missing";
    if (!what.empty()) world.broken("the journal replayed gives the records", text_of(id) + ": " + what);
  }
}

void check_rebuild(World& world) {
  if (world.violation()) return;
  const auto& forms = world.hub.forms();
  auto& live = world.hub.store();
  const auto rebuilt = sure(scratch_hub_store(forms));
  sure(live.begin_read());
  const auto played = replay_journal(live, *rebuilt, sure(world.hub.context(world.now())));
  if (!played) {
    world.broken("a rebuild from the journal is what the hub holds", text_of(played.error()));
  } else if (const auto found = sure(differences(live, *rebuilt, forms, 1)); !found.empty()) {
    world.broken("a rebuild from the journal is what the hub holds",
                 found[0].kind + " " + found[0].key + ": " + found[0].text);
  }
  live.end_read();
}

void check_watermarks(World& world) {
  for (auto& machine : world.machines) {
    for (const auto& cursor : sure(machine->store().sync_state()).cursors) {
      const auto told = sure(machine->store().setting("backed_up." + std::to_string(cursor.partition.value)));
      const Version version{told.empty() ? 0 : std::stoull(told)};
      if (version.value == 0 || world.backed_up.contains({cursor.partition, version})) continue;
      world.broken("what is said to be backed up is", machine->name() + " was told " + text_of(version));
    }
  }
}

void check_stamps(World& world, const JournalView& view) {
  for (const auto& [id, life] : view.merged) {
    for (const auto& one : life) {
      const Origin& origin = one.origin;
      const auto limit = static_cast<std::uint64_t>(one.at_ms) + kClockToleranceMs;
      if (origin.former.value != 0 || ms_of_stamp(origin.stamp) <= limit) continue;
      const bool had_to = std::ranges::any_of(life, [&](const MergedInJournal& other) {
        return other.origin.stamp < origin.stamp && other.origin.stamp.value + 1 >= origin.stamp.value &&
               std::ranges::any_of(
                   one.edit.changes,
                   [&](const GroupChange& change) { return covers(change.base, one.edit.id, other.origin); });
      });
      if (!had_to) world.broken("no stamp runs ahead of the hub", text_of(origin.edit));
    }
  }
}

}  // namespace minsync::simulation
