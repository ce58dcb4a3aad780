#include "tests/simulation/approvals.h"

#include <algorithm>

#include "shared/crypto/edit_digest.h"
#include "shared/forms/field_rights.h"
#include "tests/simulation/actions.h"
#include "tests/simulation/network.h"

namespace minsync::simulation {
namespace {

// The way from a new application to an approved one, and from there to where it is open again.
constexpr const char* kWay[] = {"draft",    "accepted",  "checking",  "surveyed",
                                "reviewed", "announced", "receiving", "rechecking"};

const Transition* next_step(const Form& form, const std::string& state, Role role) {
  const auto at = std::ranges::find(kWay, state);
  if (at == std::end(kWay)) return nullptr;
  // From the recheck back to what was decided.
  const bool last = std::next(at) == std::end(kWay);
  const Transition* step = form.workflow->find(state, last ? "receiving" : *std::next(at));
  if (step == nullptr || std::ranges::find(step->roles, role_name(role)) == step->roles.end()) return nullptr;
  return step;
}

std::string shown_state(Machine& machine, const Form& form, RecordId id) {
  const auto record = machine.store().records().load(form, id);
  return record && *record ? state_in(form, (*record)->shown) : std::string();
}

// Of the records where offices meet, one that this office can take further.
std::optional<Found> next_in_line(World& world, Machine& machine) {
  for (std::size_t i = 0; i < std::min<std::size_t>(world.records.size(), 4); ++i) {
    const auto& [id, name] = world.records[i];
    const Form* known = machine.forms().find(name);
    if (known == nullptr || !known->workflow) continue;
    const Form& form = *known;
    auto record = machine.store().records().load(form, id);
    if (!record || !*record || (*record)->deleted) continue;
    if (next_step(form, state_in(form, (*record)->shown), machine.device().role) == nullptr) continue;
    return Found{&form, std::move(**record)};
  }
  return std::nullopt;
}

}  // namespace

void approve_or_reopen(World& world, Machine& machine, Dice& dice) {
  auto found = next_in_line(world, machine);
  if (!found) found = some_record(world, machine, dice);
  if (!found || !found->form->workflow) return;
  const Form& form = *found->form;
  const RecordId id = found->record.state.id;
  // A township takes an application up to the county's decision at one go; that is where others come in between.
  for (int steps = dice.between(2, 8); steps > 0 && machine.is_on(); --steps) {
    const auto state = shown_state(machine, form, id);
    const Transition* step = next_step(form, state, machine.device().role);
    if (step == nullptr) break;
    const FieldValues changes{{form.workflow->field, FieldValue(step->to)}};
    change_record(world, machine, form, id, changes, "takes to " + step->to);
    world.counts.add("steps of the workflow");
    if (form.workflow->holds_in(step->to) || form.workflow->holds_in(step->from)) break;
  }
  // The other office's turn comes only if it hears of it.
  if (machine.is_on() && dice.percent(70)) begin_sync(world, machine);
}

void note_covering(World& world, Machine& machine, const Edit& edit, const std::vector<OutboxEntry>& own) {
  const Form& form = *machine.forms().find(edit.form);
  if (!form.workflow || edit.kind != EditKind::change) return;
  const auto status = std::ranges::find(edit.changes, form.group_of(form.workflow->field).number, &GroupChange::group);
  if (status == edit.changes.end()) return;
  const auto record = machine.store().records().load(form, edit.record);
  if (!record || !*record) return;
  auto& displayed = world.oracle.displayed[{edit.id, edit_digest(edit)}];
  displayed.version = (*record)->state.version;
  for (const auto& entry : own) displayed.own.insert({entry.edit.id, edit_digest(entry.edit)});
}

}  // namespace minsync::simulation
