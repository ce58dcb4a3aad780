#include "tests/unit/rights/oracle.h"

#include <algorithm>
#include <deque>
#include <map>

namespace minsync::oracle {
namespace {

bool has(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

const Transition* step_between(const Form& form, const std::string& from, const std::string& to) {
  for (const auto& one : form.workflow->transitions) {
    if (one.from == from && one.to == to) return &one;
  }
  return nullptr;
}

}  // namespace

bool owns(const Office& office, const std::string& unit) {
  const std::size_t digits = office.role == Role::township ? 9 : 6;
  return unit.substr(0, digits) == office.code.substr(0, digits);
}

bool reads(const Office& office, const std::string& unit) {
  return owns(office, unit) || unit == kCity;
}

bool deals_with(const Office& office, const std::string& form) {
  if (form == "duplicate_decision") return office.role == Role::city;
  const bool for_everybody = form == "form_definition" || form == "org_unit" || form == "delegation";
  return office.forms.empty() || for_everybody || has(office.forms, form);
}

bool sees(const Office& office, const Form& form, const std::string& unit) {
  return reads(office, unit) && deals_with(office, form.name);
}

Verdict writing(const Office& office, const Form& form, const std::string& unit) {
  const bool role =
      form.write_roles.empty() ? office.role != Role::city : has(form.write_roles, role_name(office.role));
  return owns(office, unit) && deals_with(office, form.name) && role ? Verdict::merged : Verdict::refused;
}

Verdict content(const Form& form, const Field* field, const std::string& state, Role role) {
  if (field != nullptr) {
    for (const auto& rule : field->write) {
      if (has(rule.states, state)) return has(rule.roles, role_name(role)) ? Verdict::merged : Verdict::refused;
    }
  }
  return has(form.workflow->holds, state) ? Verdict::held : Verdict::merged;
}

Verdict step(const Form& form, const std::string& from, const std::string& to, Role role, bool delegated, bool seen) {
  const auto* transition = step_between(form, from, to);
  if (transition == nullptr) return Verdict::refused;
  const bool may = has(transition->roles, role_name(role)) ||
                   (delegated && role == Role::township && has(transition->delegated_roles, "township"));
  return may && (seen || !transition->covering) ? Verdict::merged : Verdict::refused;
}

bool relays(const Office& relay, const Office& author) {
  return relay.role == Role::county && owns(relay, author.code);
}

bool carries_back(const Office& relay, const Office& author) {
  if (!relays(relay, author)) return false;
  if (relay.forms.empty()) return true;
  return !author.forms.empty() && std::all_of(author.forms.begin(), author.forms.end(),
                                              [&](const std::string& form) { return deals_with(relay, form); });
}

std::vector<std::string> way_to(const Form& form, const std::string& state) {
  std::map<std::string, std::vector<std::string>> ways{{form.workflow->initial, {form.workflow->initial}}};
  for (std::deque<std::string> next{form.workflow->initial}; !next.empty(); next.pop_front()) {
    for (const auto& one : form.workflow->transitions) {
      if (one.from != next.front() || ways.contains(one.to)) continue;
      ways[one.to] = ways[one.from];
      ways[one.to].push_back(one.to);
      next.push_back(one.to);
    }
  }
  return ways.at(state);
}

}  // namespace minsync::oracle
