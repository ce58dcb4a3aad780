// Boundaries that change: a bureau's decisions over the built-in table, and what was where at any time.
#include <algorithm>
#include <set>
#include <tuple>

#include "shared/divisions/divisions.h"
#include "shared/divisions/tables.h"

namespace minsync {
namespace {

constexpr std::int32_t kNow = INT32_MAX - 1;

std::pair<UnitId, std::int32_t> order_of(const UnitSpan& span) {
  return {span.id, span.from_day};
}

auto spans_in(std::vector<UnitSpan>& spans, UnitId id) {
  return std::ranges::equal_range(spans, id, {}, &UnitSpan::id);
}

bool fits(std::vector<UnitSpan>& spans, const UnitDecision& decision) {
  const auto own = spans_in(spans, decision.unit), above = spans_in(spans, decision.parent);
  if (!own.empty() && own.front().level != decision.level) return false;
  if (decision.abolished) return !own.empty();
  return !above.empty() && above.front().level < decision.level;
}

void lay_over(DivisionTables& tables, const UnitDecision& decision) {
  auto& spans = tables.spans;
  if (!fits(spans, decision)) return;
  std::erase_if(spans, [&](const UnitSpan& span) { return span.id == decision.unit && span.from_day >= decision.day; });
  for (auto& span : spans_in(spans, decision.unit)) span.to_day = std::min(span.to_day, decision.day);
  if (!decision.abolished) {
    UnitSpan span{decision.unit, decision.code, decision.name, decision.level, decision.parent, decision.day};
    spans.insert(std::ranges::upper_bound(spans, order_of(span), {}, order_of), std::move(span));
  }
  const auto link = [&](UnitId from, UnitId to, bool whole) {
    const bool known = !spans_in(spans, from).empty() && !spans_in(spans, to).empty() && from != to;
    if (known) tables.lineage.push_back({from, to, decision.day, whole});
  };
  for (const auto to : decision.successors) link(decision.unit, to, decision.successors.size() == 1);
  for (const auto from : decision.made_from) link(from, decision.unit, false);
}

}  // namespace

Divisions Divisions::with(std::vector<UnitDecision> decisions) const {
  // Parents before what stands below them; what begins before what ends in it.
  // Everywhere in one order, whatever order they came in.
  std::ranges::sort(decisions, {}, [](const UnitDecision& decision) {
    return std::tuple(decision.day, decision.abolished, decision.level, decision.unit, decision.parent,
                      std::string_view(decision.code), std::string_view(decision.name));
  });
  DivisionTables tables{spans_, lineage_};
  for (const auto& decision : decisions) lay_over(tables, decision);
  std::ranges::sort(tables.lineage, {},
                    [](const Lineage& entry) { return std::tuple(entry.day, entry.from, entry.to, entry.whole); });
  return arranged(std::move(tables));
}

Status Divisions::check() const {
  MINSYNC_TRY(check_division_tables({spans_, lineage_}));
  return check_codes();
}

bool Divisions::was_within(UnitId id, UnitId ancestor) const {
  if (id == ancestor) return id.value != 0;
  return std::ranges::any_of(
      spans_of(id), [&](const UnitSpan& span) { return span.parent.value != 0 && was_within(span.parent, ancestor); });
}

std::vector<UnitId> Divisions::ever_at_level(UnitId id, UnitLevel level) const {
  std::set<UnitId> found;
  for (const auto& span : spans_of(id)) {
    if (span.level <= level) return {id};
    const auto above = ever_at_level(span.parent, level);
    found.insert(above.begin(), above.end());
  }
  return {found.begin(), found.end()};
}

std::vector<UnitId> Divisions::ever_children(UnitId id) const {
  std::set<UnitId> found;
  const auto parent_of = [&](std::uint32_t i) { return spans_[i].parent; };
  for (const auto i : std::ranges::equal_range(by_parent_, id, {}, parent_of)) found.insert(spans_[i].id);
  return {found.begin(), found.end()};
}

std::vector<UnitId> Divisions::heirs(UnitId id) const {
  return reported_under(id, kNow);
}

std::vector<UnitId> Divisions::succession(UnitId id) const {
  std::vector<UnitId> units{id};
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (find(units[i], kNow) != nullptr) continue;
    for (const auto next : neighbours(units[i], kNow)) {
      if (std::ranges::find(units, next) == units.end()) units.push_back(next);
    }
  }
  return units;
}

}  // namespace minsync
