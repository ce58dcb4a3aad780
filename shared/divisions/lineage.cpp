#include <algorithm>
#include <set>

#include "shared/divisions/divisions.h"

namespace minsync {
namespace {

constexpr std::int32_t kNow = INT32_MAX - 1;

std::string described(const Divisions& divisions, const std::vector<UnitId>& units, std::optional<std::int32_t> day) {
  std::string text;
  for (const auto id : units) {
    const auto* const span = divisions.find(id, day) ? divisions.find(id, day) : divisions.find(id);
    if (!text.empty()) text += ", ";
    text += span->code + " " + span->name;
  }
  return text;
}

}  // namespace

std::vector<Lineage> Divisions::lineage(UnitId id) const {
  std::vector<Lineage> out;
  std::ranges::copy_if(lineage_, std::back_inserter(out),
                       [&](const Lineage& entry) { return entry.from == id || entry.to == id; });
  return out;
}

// One step towards `day`: forward to what became of the unit since it ended, or back to what it was made from.
std::vector<UnitId> Divisions::neighbours(UnitId id, std::int32_t day) const {
  std::int32_t ended = INT32_MIN, begins = INT32_MAX;
  for (const auto& span : spans_of(id)) {
    if (span.to_day <= day) ended = std::max(ended, span.to_day);
    if (span.from_day > day) begins = std::min(begins, span.from_day);
  }
  std::vector<UnitId> parts;
  for (const auto& entry : lineage_) {
    if (ended != INT32_MIN && entry.from == id && entry.day >= ended && entry.day <= day) {
      if (entry.whole) return {entry.to};
      parts.push_back(entry.to);
    }
    const bool began = ended == INT32_MIN && begins != INT32_MAX;
    if (began && entry.to == id && entry.day > day && entry.day <= begins) parts.push_back(entry.from);
  }
  return parts;
}

std::vector<UnitId> Divisions::reported_under(UnitId id, std::int32_t day) const {
  std::set<UnitId> seen{id};
  std::vector<UnitId> waiting{id}, out;
  while (!waiting.empty()) {
    const auto unit = waiting.back();
    waiting.pop_back();
    const auto next = find(unit, day) ? std::vector<UnitId>{} : neighbours(unit, day);
    if (next.empty()) out.push_back(unit);
    for (const auto other : next) {
      if (seen.insert(other).second) waiting.push_back(other);
    }
  }
  std::ranges::sort(out, {}, [&](UnitId unit) {
    const auto* const span = find_nearest(unit, day);
    return span ? std::string_view(span->code) : std::string_view();
  });
  return out;
}

Result<UnitId> Divisions::get_code(std::string_view code, std::optional<std::int32_t> day) const {
  if (const auto* const span = find_code(code, day); span && (day || span->to_day == INT32_MAX)) return span->id;
  const auto* const once = find_code(code);
  if (!once) return fail(FaultKind::bad_input, "divisions.unknown_code", {std::string(code.substr(0, 40))});
  const auto at = day.value_or(kNow);
  if (find(once->id, at)) return once->id;
  const bool later = spans_of(once->id).front().from_day > at;
  const auto others = described(*this, reported_under(once->id, at), day);
  const std::string own = once->code;
  if (later) return fail(FaultKind::bad_input, "divisions.not_yet", {own, once->name, others});
  return fail(FaultKind::bad_input, "divisions.abolished", {own, once->name, others});
}

}  // namespace minsync
