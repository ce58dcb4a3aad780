#include "hub/org/org_changes.h"

#include <algorithm>

namespace minsync {
namespace {

// Numbers from here on are given by bureaus; those below by the built-in table.
constexpr std::uint32_t kFirstOwnUnit = 1'000'000;

tl::unexpected<Fault> about(const char* id, const UnitSpan& span) {
  return fail(FaultKind::bad_input, id, {span.code, span.name});
}

Result<const UnitSpan*> living(const Divisions& divisions, UnitId unit) {
  const UnitSpan* span = divisions.find(unit);
  if (span == nullptr) return fail(FaultKind::bad_input, "hub.unit_unknown", {std::to_string(unit.value)});
  if (span->to_day != INT32_MAX) return about("hub.unit_gone", *span);
  if (span->level == UnitLevel::city) return about("hub.city_stays", *span);
  return span;
}

Result<std::string> full_code(const std::string& typed) {
  std::string code = typed;
  if (code.size() == 6 || code.size() == 9) code.resize(12, '0');
  const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  if (code.size() != 12 || !digits) return fail(FaultKind::usage, "hub.bad_code", {typed.substr(0, 40)});
  return code;
}

UnitDecision as_it_is(const UnitSpan& span, std::int32_t day) {
  return {span.id, day, false, span.code, span.name, span.level, span.parent, {}, {}};
}

UnitDecision abolished(const UnitSpan& span, std::int32_t day, std::vector<UnitId> successors) {
  auto decision = as_it_is(span, day);
  decision.abolished = true;
  decision.successors = std::move(successors);
  return decision;
}

UnitDecision under(const UnitSpan& span, std::int32_t day, UnitId parent) {
  auto decision = as_it_is(span, day);
  decision.parent = parent;
  return decision;
}

std::size_t prefix_of(UnitLevel level) {
  return level == UnitLevel::county ? 6 : level == UnitLevel::township ? 9 : 12;
}

// Codes below a unit begin with its own.
void give_code(const Divisions& divisions, OrgChange& change, const std::string& before, const std::string& code,
               UnitLevel level, UnitId unit, std::int32_t day) {
  const auto prefix = prefix_of(level);
  for (const auto* child : divisions.children(unit)) {
    if (child->code.compare(0, prefix, before, 0, prefix) == 0) {
      auto decision = as_it_is(*child, day);
      decision.code = code.substr(0, prefix) + child->code.substr(prefix);
      change.decisions.push_back(std::move(decision));
    }
    give_code(divisions, change, before, code, level, child->id, day);
  }
}

std::uint32_t next_number(const Divisions& divisions) {
  std::uint32_t next = kFirstOwnUnit;
  while (divisions.find(UnitId{next}) != nullptr) ++next;
  return next;
}

}  // namespace

Result<OrgChange> rename_unit(const Divisions& divisions, UnitId unit, const std::string& name, const std::string& code,
                              std::int32_t day) {
  MINSYNC_ASSIGN(const auto* span, living(divisions, unit));
  OrgChange change{{as_it_is(*span, day)}, {}};
  if (!name.empty()) change.decisions.front().name = name;
  if (!code.empty()) {
    MINSYNC_ASSIGN(const auto full, full_code(code));
    change.decisions.front().code = full;
    give_code(divisions, change, span->code, full, span->level, unit, day);
  }
  if (change.decisions.front() == as_it_is(*span, day)) return about("hub.unit_as_before", *span);
  return change;
}

Result<OrgChange> move_unit(const Divisions& divisions, UnitId unit, UnitId parent, const std::string& code,
                            std::int32_t day) {
  MINSYNC_ASSIGN(const auto* span, living(divisions, unit));
  const UnitSpan* above = divisions.find(parent);
  const bool fits = above != nullptr && above->to_day == INT32_MAX && span->parent != parent &&
                    static_cast<int>(above->level) + 1 == static_cast<int>(span->level);
  if (!fits) {
    return fail(FaultKind::bad_input, "hub.unit_not_below",
                {span->code, span->name, above == nullptr ? "" : above->code, above == nullptr ? "" : above->name});
  }
  OrgChange change{{under(*span, day, parent)}, {}};
  if (!code.empty()) {
    MINSYNC_ASSIGN(const auto full, full_code(code));
    change.decisions.front().code = full;
    give_code(divisions, change, span->code, full, span->level, unit, day);
  }
  return change;
}

Result<OrgChange> merge_units(const Divisions& divisions, const std::vector<UnitId>& units, UnitId into,
                              std::int32_t day) {
  MINSYNC_ASSIGN(const auto* target, living(divisions, into));
  OrgChange change;
  for (const auto unit : units) {
    MINSYNC_ASSIGN(const auto* span, living(divisions, unit));
    if (unit == into || span->level != target->level) return about("hub.unit_not_merged", *span);
    for (const auto* child : divisions.children(unit)) change.decisions.push_back(under(*child, day, into));
    change.decisions.push_back(abolished(*span, day, {into}));
    change.own_records.emplace_back(unit, into);
  }
  return change;
}

Result<OrgChange> split_unit(const Divisions& divisions, UnitId unit, const std::vector<NewUnit>& parts, bool abolish,
                             std::int32_t day) {
  MINSYNC_ASSIGN(const auto* span, living(divisions, unit));
  OrgChange change;
  std::vector<UnitId> given, fresh;
  auto number = next_number(divisions);
  for (const auto& part : parts) {
    const UnitId id{number++};
    MINSYNC_ASSIGN(const auto code, full_code(part.code));
    fresh.push_back(id);
    change.decisions.push_back({id,
                                day,
                                false,
                                code,
                                part.name,
                                span->level,
                                span->parent,
                                {},
                                abolish ? std::vector<UnitId>{} : std::vector{unit}});
    for (const auto child : part.children) {
      MINSYNC_ASSIGN(const auto* below, living(divisions, child));
      const bool twice = std::ranges::find(given, child) != given.end();
      if (below->parent != unit || twice) return about("hub.not_a_part", *below);
      given.push_back(child);
      change.decisions.push_back(under(*below, day, id));
    }
  }
  if (!abolish) return change;
  for (const auto* child : divisions.children(unit)) {
    if (std::ranges::find(given, child->id) == given.end()) return about("hub.part_without_unit", *child);
  }
  change.own_records.emplace_back(unit, fresh.front());
  change.decisions.push_back(abolished(*span, day, fresh));
  return change;
}

}  // namespace minsync
