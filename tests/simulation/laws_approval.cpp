// Closed records: what was held is merged once and in order, and nobody decides on what was not on the screen.
#include <algorithm>

#include "shared/forms/field_rights.h"
#include "tests/simulation/laws.h"

namespace minsync::simulation {
namespace {

using Keys = std::map<Version, EditKey>;  // of one partition's merged edits, by the names they came with

bool is_covering(const Form& form, const Edit& edit, const std::string& from) {
  const auto to = state_wanted(form, edit, from);
  const Transition* step = to ? form.workflow->find(from, *to) : nullptr;
  return step != nullptr && step->covering;
}

void check_cover(World& world, const MergedInJournal& decision, const EditKey& key,
                 const std::vector<MergedInJournal>& before, const Keys& keys) {
  const auto displayed = world.oracle.displayed.find(key);
  if (displayed == world.oracle.displayed.end()) return;  // an import, by what an export showed
  world.counts.add("decisions");
  for (const auto& one : before) {
    const auto named = keys.find(one.origin.version);
    const bool own = named != keys.end() && displayed->second.own.contains(named->second);
    // A move decides nothing and changes no content.
    if (own || one.edit.kind == EditKind::move || one.origin.version <= displayed->second.version) continue;
    world.broken("a decision covers only what its author had seen", text_of(decision.origin.edit) + " on " +
                                                                        text_of(decision.edit.record) +
                                                                        " had not seen " + text_of(one.origin.edit));
  }
}

void check_decisions(World& world, const Form& form, const std::vector<MergedInJournal>& life, const Keys& keys) {
  std::string state = form.workflow->initial;
  std::vector<MergedInJournal> before;
  for (const auto& one : life) {
    const auto key = keys.find(one.origin.version);
    if (!before.empty() && key != keys.end() && is_covering(form, one.edit, state)) {
      check_cover(world, one, key->second, before, keys);
    }
    if (auto to = state_wanted(form, one.edit, state)) state = std::move(*to);
    before.push_back(one);
  }
}

}  // namespace

void check_approvals(World& world, const JournalView& view) {
  // What was merged again after a loss stands at its old place, for what was seen then.
  if (world.hub_went_back || world.violation()) return;
  std::map<PartitionId, Keys> keys;
  std::map<RecordId, std::vector<const std::pair<const EditKey, Arrived>*>> held;
  for (const auto& entry : view.arrived) {
    if (entry.second.kind != Verdict::Kind::merged) continue;
    keys[entry.second.partition][entry.second.version] = entry.first;
    // Copies of a device's data are told apart first, which may take their edits past others.
    const auto lives = world.oracle.lives.find(entry.first.first.device);
    const bool alone = lives != world.oracle.lives.end() && lives->second == 1;
    if (entry.second.was_held && alone) held[world.oracle.entered.at(entry.first).record].push_back(&entry);
  }
  for (auto& [record, edits] : held) {
    world.counts.add("held and merged", edits.size());
    std::ranges::sort(edits, {}, [](const auto* one) { return one->second.received; });
    const bool in_order = std::ranges::is_sorted(edits, {}, [](const auto* one) { return one->second.version; });
    if (!in_order) world.broken("held edits are merged in the order of their arrival", text_of(record));
  }
  for (const auto& [id, life] : view.merged) {
    const Form& form = *world.hub.forms().find(life.front().edit.form);
    if (form.workflow) check_decisions(world, form, life, keys[view.partition_of.at(id)]);
  }
}

}  // namespace minsync::simulation
