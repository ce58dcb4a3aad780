// Forms that changed: what old programs could not read is shown by the new ones, and nothing is left apart.
#include <algorithm>

#include "client/store/set_aside.h"
#include "tests/simulation/laws.h"

namespace minsync::simulation {
namespace {

std::int64_t kept_apart(Machine& machine) {
  auto row = sure(machine.store().database().prepare("SELECT count(*) FROM unknown_change"));
  sure(row.step());
  return row.integer(0);
}

void check_program(World& world, Machine& machine) {
  for (const auto* form : world.hub.forms().forms()) {
    const Form* here = machine.forms().find(form->name);
    if (here != nullptr && here->version == form->version) continue;
    world.broken("every office gets every form", machine.name() + " has not " + form->name + " " +
                                                     std::to_string(form->version) + " but " +
                                                     std::to_string(here == nullptr ? 0 : here->version));
  }
  if (kept_apart(machine) > 0) world.broken("what was not known is shown once it is", machine.name());
  if (sure(count_aside(machine.store())) > 0) world.broken("nothing is left set aside", machine.name());
}

// What stands beside the shown value is a conflict by the newest policy, whatever the edits were made with.
void check_conflicts(World& world) {
  std::set<std::pair<RecordId, GroupNumber>> listed;
  for (const auto& conflict : sure(world.hub.conflicts(false))) listed.emplace(conflict.record, conflict.state.number);
  for (const auto& [id, name] : world.records) {
    const Form& form = *world.hub.forms().find(name);
    const auto record = sure(world.hub.store().records().load(form, id));
    if (!record || record->deleted) continue;
    for (const auto& group : record->state.groups) {
      const auto differs = [&](const Head& head) { return head.values != group.shown; };
      const bool open =
          form.group(group.number)->policy == MergePolicy::review && std::ranges::any_of(group.heads, differs);
      if (open == listed.contains({id, group.number})) continue;
      world.broken(
          "conflicts are what the newest policies say",
          text_of(id) + " group " + std::to_string(group.number.value) + (open ? " is not" : " is") + " listed");
    }
  }
}

}  // namespace

void check_forms(World& world) {
  if (!world.cast().has(Trouble::forms) || world.violation()) return;
  for (const auto& edition : world.editions.all()) {
    const Form* known = world.hub.forms().find(edition.form);
    if (known == nullptr || known->version < edition.version) {
      world.broken("the hub has every form that was added", edition.form + " " + std::to_string(edition.version));
    }
  }
  for (auto& machine : world.machines) check_program(world, *machine);
  check_conflicts(world);
}

}  // namespace minsync::simulation
