#include <algorithm>
#include <set>

#include "shared/forms/definition_reading.h"
#include "shared/forms/nearest.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxTransitions = 500;

std::vector<std::string> state_names(const Workflow& workflow) {
  std::vector<std::string> out;
  for (const auto& state : workflow.states) out.push_back(state.name);
  return out;
}

void check_state(const Workflow& workflow, const std::string& name, const DefinitionMap& map, std::string_view key,
                 DefinitionFaults& faults) {
  if (workflow.state(name) != nullptr) return;
  faults.add(map.line(key), "forms.unknown_state", {map.path(), name, nearest_names(name, state_names(workflow))});
}

void read_transition(const YamlNode& node, Workflow& workflow, DefinitionFaults& faults) {
  const DefinitionMap map(node, "workflow: transitions", {"from", "to", "roles", "delegated_roles", "covering"},
                          faults);
  for (const std::string key : {"from", "to", "roles"}) {
    if (!map.has(key)) faults.add(map.line(), "forms.missing_key", {map.path(), key});
  }
  const auto roles = read_roles(map, "roles", faults);
  const auto delegated = read_roles(map, "delegated_roles", faults);
  const bool covering = map.flag("covering");
  const auto targets = map.names("to");
  for (const auto& to : targets) check_state(workflow, to, map, "to", faults);
  for (const auto& from : map.names("from")) {
    check_state(workflow, from, map, "from", faults);
    for (const auto& to : targets) {
      if (from == to || workflow.find(from, to) != nullptr) {
        faults.add(map.line(), "forms.repeated_transition", {map.path(), from, to});
      }
      workflow.transitions.push_back({from, to, roles, delegated, covering});
    }
  }
}

void check_reachable(const Workflow& workflow, int line, DefinitionFaults& faults) {
  std::set<std::string> reached = {workflow.initial};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const auto& transition : workflow.transitions) {
      if (reached.contains(transition.from)) reached.insert(transition.to);
    }
  }
  for (const auto& state : workflow.states) {
    const auto leads_out = [&](const Transition& step) { return step.from == state.name; };
    const auto leads_in = [&](const Transition& step) { return step.to == state.name; };
    if (state.retired) {
      // Nothing gets into it any more, and what is in it must not be stuck.
      const bool good = std::ranges::any_of(workflow.transitions, leads_out) &&
                        std::ranges::none_of(workflow.transitions, leads_in) && state.name != workflow.initial;
      if (!good) faults.add(line, "forms.retired_state", {"workflow", state.name});
      continue;
    }
    if (!reached.contains(state.name)) faults.add(line, "forms.unreachable_state", {"workflow", state.name});
  }
}

}  // namespace

std::vector<std::string> read_roles(const DefinitionMap& map, std::string_view key, DefinitionFaults& faults) {
  const std::vector<std::string> known = {"township", "county", "city"};
  auto roles = map.names(key);
  for (const auto& role : roles) {
    const bool good = std::find(known.begin(), known.end(), role) != known.end();
    if (!good) faults.add(map.line(key), "forms.unknown_role", {map.path(), role, nearest_names(role, known)});
  }
  return roles;
}

void check_write_rules(const std::vector<PlacedField>& fields, const Workflow* workflow, DefinitionFaults& faults) {
  for (const auto& [field, line] : fields) {
    const std::string path = "fields: " + field.name + ": write";
    const bool is_status = field.merge == MergePolicy::workflow;
    if (!field.write.empty() && (workflow == nullptr || is_status)) {
      faults.add(line, "forms.write_without_workflow", {path});
      continue;
    }
    std::set<std::string> named;
    for (const auto& rule : field.write) {
      for (const auto& state : rule.states) {
        if (workflow->state(state) == nullptr) {
          faults.add(line, "forms.unknown_state", {path, state, nearest_names(state, state_names(*workflow))});
        } else if (!named.insert(state).second) {
          faults.add(line, "forms.repeated_write_state", {path, state});
        }
      }
    }
  }
}

Workflow read_workflow(const YamlNode& node, const Field& status, DefinitionFaults& faults) {
  const DefinitionMap map(node, "workflow", {"initial", "holds", "transitions"}, faults);
  Workflow out;
  out.field = status.number;
  for (const auto& option : status.options) out.states.push_back({option.name, option.label, option.retired});
  out.initial = map.required_text("initial");
  check_state(out, out.initial, map, "initial", faults);
  out.holds = map.names("holds");
  for (const auto& name : out.holds) check_state(out, name, map, "holds", faults);
  for (const auto* item : map.list("transitions", kMaxTransitions)) read_transition(*item, out, faults);
  check_reachable(out, map.line(), faults);
  return out;
}

}  // namespace minsync
