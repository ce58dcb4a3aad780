#include "shared/divisions/divisions.h"

#include <algorithm>
#include <utility>

#include "shared/divisions/tables.h"

namespace minsync {
namespace {

bool holds(const UnitSpan& span, std::optional<std::int32_t> day) {
  if (!day) return span.to_day == INT32_MAX;
  return span.from_day <= *day && *day < span.to_day;
}

std::string full_code(std::string_view code) {
  std::string full(code);
  if (code.size() == 4 || code.size() == 6 || code.size() == 9) full.resize(12, '0');
  return full;
}

// How far `day` lies outside the span; 0 if inside.
std::int64_t distance(const UnitSpan& span, std::int32_t day) {
  if (day < span.from_day) return std::int64_t{span.from_day} - day;
  return day < span.to_day ? 0 : std::int64_t{day} - span.to_day + 1;
}

}  // namespace

Result<Divisions> Divisions::index(DivisionTables tables) {
  MINSYNC_TRY(check_division_tables(tables));
  auto all = arranged(std::move(tables));
  MINSYNC_TRY(all.check_codes());
  return all;
}

Divisions Divisions::arranged(DivisionTables tables) {
  Divisions all;
  all.spans_ = std::move(tables.spans);
  all.lineage_ = std::move(tables.lineage);
  const auto& spans = all.spans_;
  all.by_code_.resize(spans.size());
  for (std::uint32_t i = 0; i < spans.size(); ++i) all.by_code_[i] = i;
  const auto by_code = [&](std::uint32_t i) { return std::pair(std::string_view(spans[i].code), spans[i].from_day); };
  std::ranges::sort(all.by_code_, {}, by_code);
  all.by_parent_ = all.by_code_;
  std::ranges::sort(all.by_parent_, {}, [&](std::uint32_t i) { return std::pair(spans[i].parent, by_code(i)); });
  return all;
}

Status Divisions::check_codes() const {
  for (std::size_t i = 1; i < by_code_.size(); ++i) {
    const auto &before = spans_[by_code_[i - 1]], &span = spans_[by_code_[i]];
    if (before.code == span.code && before.to_day > span.from_day)
      return fail(FaultKind::bad_input, "divisions.code_twice", {span.code, before.name, span.name});
  }
  return {};
}

std::span<const UnitSpan> Divisions::spans_of(UnitId id) const {
  const auto found = std::ranges::equal_range(spans_, id, {}, &UnitSpan::id);
  return {found.begin(), found.end()};
}

const UnitSpan* Divisions::find(UnitId id, std::optional<std::int32_t> day) const {
  const auto spans = spans_of(id);
  if (spans.empty()) return nullptr;
  if (!day) return &spans.back();
  const auto found = std::ranges::find_if(spans, [&](const UnitSpan& span) { return holds(span, day); });
  return found == spans.end() ? nullptr : &*found;
}

const UnitSpan* Divisions::find_nearest(UnitId id, std::optional<std::int32_t> day) const {
  const auto spans = spans_of(id);
  if (spans.empty()) return nullptr;
  if (!day) return &spans.back();
  return &*std::ranges::min_element(spans, {}, [&](const UnitSpan& span) { return distance(span, *day); });
}

const UnitSpan* Divisions::find_code(std::string_view code, std::optional<std::int32_t> day) const {
  const auto full = full_code(code);
  const auto code_of = [&](std::uint32_t i) -> const std::string& { return spans_[i].code; };
  const auto found = std::ranges::equal_range(by_code_, full, {}, code_of);
  if (found.empty()) return nullptr;
  if (!day) return &spans_[found.back()];
  const auto span = std::ranges::find_if(found, [&](std::uint32_t i) { return holds(spans_[i], day); });
  return span == found.end() ? nullptr : &spans_[*span];
}

std::vector<const UnitSpan*> Divisions::children(UnitId id, std::optional<std::int32_t> day) const {
  std::vector<const UnitSpan*> out;
  const auto parent_of = [&](std::uint32_t i) { return spans_[i].parent; };
  for (const auto i : std::ranges::equal_range(by_parent_, id, {}, parent_of)) {
    if (holds(spans_[i], day)) out.push_back(&spans_[i]);
  }
  return out;
}

bool Divisions::is_within(UnitId id, UnitId ancestor, std::optional<std::int32_t> day) const {
  while (id.value != 0 && id != ancestor) {
    const auto* const span = find_nearest(id, day);
    id = span ? span->parent : UnitId{};
  }
  return id.value != 0;
}

std::optional<UnitId> Divisions::at_level(UnitId id, UnitLevel level, std::optional<std::int32_t> day) const {
  const auto* span = find_nearest(id, day);
  while (span && span->level > level) span = find_nearest(span->parent, day);
  if (!span || span->level != level) return {};
  return span->id;
}

std::vector<const UnitSpan*> Divisions::all(std::optional<std::int32_t> day) const {
  std::vector<const UnitSpan*> out;
  for (const auto i : by_code_) {
    if (holds(spans_[i], day)) out.push_back(&spans_[i]);
  }
  return out;
}

PartitionId partition_of(const Divisions& divisions, UnitId unit) {
  const auto county = divisions.at_level(unit, UnitLevel::county);
  const auto place = county ? county : divisions.at_level(unit, UnitLevel::city);
  return PartitionId{place ? place->value : 0};
}

}  // namespace minsync
