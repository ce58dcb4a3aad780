#include "shared/divisions/tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "shared/identity/identity.h"

namespace minsync {
namespace {

constexpr std::size_t kMaxNameBytes = 300;
constexpr std::string_view kUnitsHeader = "id,code,name,level,parent,from,to";
constexpr std::string_view kLineageHeader = "from,to,day,whole";

// The lines of a CSV file. Cells may stand in quotes, without quotes inside.
class Lines {
 public:
  Lines(std::string_view file, std::string_view text) : file_(file), rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  // Goes to the next line that is not empty.
  bool next() {
    do {
      if (rest_.empty()) return false;
      const auto end = rest_.find('\n');
      line_ = rest_.substr(0, end);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      if (line_.ends_with('\r')) line_.remove_suffix(1);
      ++number_;
    } while (line_.empty());
    return true;
  }

  Status expect_header(std::string_view header) {
    if (next() && line_ == header) return {};
    return fail(FaultKind::bad_input, "divisions.bad_header", {std::string(file_), std::string(header)});
  }

  template <std::size_t n>
  Status split(std::array<std::string_view, n>& cells) const {
    auto line = line_;
    for (std::size_t i = 0; i < n; ++i) {
      const bool quoted = line.starts_with('"');
      const auto end = quoted ? line.find('"', 1) : std::min(line.find(','), line.size());
      if (end == std::string_view::npos) return wrong_columns();
      cells[i] = quoted ? line.substr(1, end - 1) : line.substr(0, end);
      line.remove_prefix(quoted ? end + 1 : end);
      const bool last = i + 1 == n;
      if (last != line.empty() || (!last && line[0] != ',')) return wrong_columns();
      if (!last) line.remove_prefix(1);
    }
    return {};
  }

  tl::unexpected<Fault> bad_cell(std::string_view column, std::string_view value) const {
    return fail(FaultKind::bad_input, "divisions.bad_cell",
                {std::string(file_), std::to_string(number_), std::string(column), std::string(value)});
  }

 private:
  Status wrong_columns() const {
    return fail(FaultKind::bad_input, "divisions.bad_columns", {std::string(file_), std::to_string(number_)});
  }

  std::string_view file_, rest_, line_;
  int number_ = 0;
};

std::optional<UnitId> unit_id(std::string_view text) {
  UnitId id;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (error != std::errc{} || end != text.data() + text.size() || id.value == 0) return {};
  return id;
}

bool read_optional_day(std::string_view text, std::int32_t& day) {
  if (text.empty()) return true;
  const auto parsed = parse_day(text);
  if (parsed) day = *parsed;
  return parsed.has_value();
}

bool is_code(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<UnitSpan> read_span(const Lines& lines) {
  std::array<std::string_view, 7> cells;
  MINSYNC_TRY(lines.split(cells));
  const auto& [id, code, name, level, parent, from, to] = cells;
  UnitSpan span;
  const auto own = unit_id(id);
  if (!own) return lines.bad_cell("id", id);
  if (!is_code(code)) return lines.bad_cell("code", code);
  if (name.empty() || name.size() > kMaxNameBytes) return lines.bad_cell("name", name.substr(0, kMaxNameBytes));
  if (level.size() != 1 || level[0] < '1' || level[0] > '4') return lines.bad_cell("level", level);
  span.level = static_cast<UnitLevel>(level[0] - '0');
  const auto above = span.level == UnitLevel::city && parent.empty() ? UnitId{} : unit_id(parent);
  if (!above || (span.level == UnitLevel::city && above->value != 0)) return lines.bad_cell("parent", parent);
  if (!read_optional_day(from, span.from_day)) return lines.bad_cell("from", from);
  if (!read_optional_day(to, span.to_day) || span.to_day <= span.from_day) return lines.bad_cell("to", to);
  span.id = *own;
  span.parent = *above;
  span.code = code;
  span.name = name;
  return span;
}

Result<Lineage> read_lineage(const Lines& lines) {
  std::array<std::string_view, 4> cells;
  MINSYNC_TRY(lines.split(cells));
  const auto from = unit_id(cells[0]), to = unit_id(cells[1]);
  const auto day = parse_day(cells[2]);
  if (!from) return lines.bad_cell("from", cells[0]);
  if (!to || *to == *from) return lines.bad_cell("to", cells[1]);
  if (!day) return lines.bad_cell("day", cells[2]);
  if (cells[3] != "0" && cells[3] != "1") return lines.bad_cell("whole", cells[3]);
  return Lineage{*from, *to, *day, cells[3] == "1"};
}

const UnitSpan* first_span(const std::vector<UnitSpan>& spans, UnitId id) {
  const auto found = std::ranges::lower_bound(spans, id, {}, &UnitSpan::id);
  return found != spans.end() && found->id == id ? &*found : nullptr;
}

tl::unexpected<Fault> about(const char* id, const UnitSpan& span) {
  return fail(FaultKind::bad_input, id, {span.code, span.name});
}

}  // namespace

Result<DivisionTables> read_division_tables(std::string_view units_csv, std::string_view lineage_csv) {
  DivisionTables tables;
  tables.spans.reserve(static_cast<std::size_t>(std::ranges::count(units_csv, '\n')));
  Lines units("units.csv", units_csv);
  MINSYNC_TRY(units.expect_header(kUnitsHeader));
  while (units.next()) {
    MINSYNC_ASSIGN(auto span, read_span(units));
    tables.spans.push_back(std::move(span));
  }
  Lines lines("lineage.csv", lineage_csv);
  MINSYNC_TRY(lines.expect_header(kLineageHeader));
  while (lines.next()) {
    MINSYNC_ASSIGN(const auto entry, read_lineage(lines));
    tables.lineage.push_back(entry);
  }
  const auto order = [](const UnitSpan& span) { return std::pair(span.id, span.from_day); };
  if (!std::ranges::is_sorted(tables.spans, {}, order)) std::ranges::sort(tables.spans, {}, order);
  std::ranges::sort(tables.lineage, {},
                    [](const Lineage& entry) { return std::tuple(entry.day, entry.from, entry.to); });
  return tables;
}

Status check_division_tables(const DivisionTables& tables) {
  const UnitSpan* before = nullptr;
  for (const auto& span : tables.spans) {
    if (before && before->id == span.id && before->to_day > span.from_day)
      return about("divisions.spans_overlap", span);
    if (before && before->id == span.id && before->level != span.level) return about("divisions.level_changes", span);
    before = &span;
    if (span.parent.value == 0) continue;
    const auto* const parent = first_span(tables.spans, span.parent);
    if (!parent) return about("divisions.parent_missing", span);
    if (parent->level >= span.level) return about("divisions.parent_level", span);
  }
  for (const auto& entry : tables.lineage) {
    for (const auto id : {entry.from, entry.to}) {
      if (!first_span(tables.spans, id))
        return fail(FaultKind::bad_input, "divisions.lineage_unknown", {std::to_string(id.value)});
    }
  }
  return {};
}

}  // namespace minsync
