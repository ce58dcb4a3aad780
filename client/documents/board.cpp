#include "client/documents/board.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "client/documents/conflicts.h"
#include "shared/cli/record_json.h"
#include "shared/divisions/in_use.h"
#include "shared/forms/field_rights.h"

namespace minsync {
namespace {

using Json = nlohmann::ordered_json;

struct Line {
  const UnitSpan* unit = nullptr;  // nullptr: nobody's
  std::map<std::string, std::int64_t> states;
  std::int64_t records = 0, warnings = 0, conflicts = 0, newest_ms = 0;
};
using Lines = std::map<std::string, Line>;  // by code; "" for the rest

std::string place_of(UnitId unit, const Lines& lines) {
  const auto& divisions = divisions_in_use();
  const auto township = divisions.at_level(unit, UnitLevel::township);
  const UnitSpan* span = township ? divisions.find(*township) : nullptr;
  return span != nullptr && lines.contains(span->code) ? span->code : std::string();
}

Lines townships_of(const ClientStore& store) {
  const auto& divisions = divisions_in_use();
  Lines lines;
  for (const auto own : divisions.heirs(store.enrolment().unit)) {
    const UnitSpan* unit = divisions.find(own);
    if (unit != nullptr && unit->level == UnitLevel::township) lines[unit->code].unit = unit;
    for (const auto* child : divisions.children(own)) {
      if (child->level == UnitLevel::township) lines[child->code].unit = child;
    }
  }
  return lines;
}

Json row_json(const Line& line, const std::vector<std::string>& waiting) {
  std::int64_t waits = 0;
  for (const auto& state : waiting) {
    const auto found = line.states.find(state);
    if (found != line.states.end()) waits += found->second;
  }
  return {{"org", line.unit == nullptr ? Json(nullptr) : Json(line.unit->code)},
          {"name", line.unit == nullptr ? "" : line.unit->name},
          {"records", line.records},
          {"states", line.states},
          {"waiting", waits},
          {"warnings", line.warnings},
          {"conflicts", line.conflicts},
          {"newest", line.newest_ms == 0 ? Json(nullptr) : Json(time_text(line.newest_ms))}};
}

Json states_json(const Form& form, const std::vector<std::string>& waiting) {
  Json out = Json::array();
  for (const auto& state : form.workflow->states) {
    const bool waits = std::ranges::find(waiting, state.name) != waiting.end();
    out.push_back(
        {{"name", state.name}, {"label", {{"zh", state.label.zh}, {"en", state.label.en}}}, {"waiting", waits}});
  }
  return out;
}

}  // namespace

std::vector<std::string> waiting_states(const Form& form, Role role) {
  std::vector<std::string> names;
  if (!form.workflow) return names;
  for (const auto& state : form.workflow->states) {
    if (form.workflow->holds_in(state.name)) continue;
    const bool decides = std::ranges::any_of(form.workflow->transitions, [&](const Transition& step) {
      return step.from == state.name && step.covering && may_take(step, role, false);
    });
    if (decides) names.push_back(state.name);
  }
  return names;
}

bool has_board(const ClientStore& store, const Form& form) {
  return store.in_scope(form) && !form.reference_data && !waiting_states(form, store.enrolment().role).empty();
}

Result<Json> board_json(ClientStore& store, SearchIndex& index, const Form& form) {
  auto lines = townships_of(store);
  MINSYNC_ASSIGN(const auto tallies, index.tally(form));
  for (const auto& tally : tallies) {
    auto& line = lines[place_of(tally.unit, lines)];
    line.states[tally.state] += tally.records;
    line.records += tally.records;
    line.warnings += tally.warned;
    line.newest_ms = std::max(line.newest_ms, tally.newest_ms);
  }
  MINSYNC_TRY(each_conflict(store, [&](const FoundConflict& found) {
    if (found.form == &form) ++lines[place_of(found.record.state.unit, lines)].conflicts;
  }));
  const auto waiting = waiting_states(form, store.enrolment().role);
  Json rows = Json::array();
  for (const auto& [code, line] : lines) {
    if (!code.empty()) rows.push_back(row_json(line, waiting));
  }
  if (lines.contains("")) rows.push_back(row_json(lines[""], waiting));
  return Json{{"form", form.name}, {"states", states_json(form, waiting)}, {"rows", std::move(rows)}};
}

}  // namespace minsync
