#include "sync_protocol/codec/value_columns.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

constexpr std::uint8_t kMixed = 5;  // in place of the one kind that all values have
constexpr std::uint64_t kLastKind = 4;

using Places = std::vector<FieldValue*>;

// The value as it is if it is of that kind already, whose memory is used again.
template <typename Kind>
Kind& kept(FieldValue& value) {
  auto* known = std::get_if<Kind>(&value);
  return known != nullptr ? *known : value.emplace<Kind>();
}

void read_options(PayloadReader& in, const Places& places) {
  if (places.empty()) return;
  const auto counts = read_numbers(in, places.size(), kMaxOptions);
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  const auto distinct = in.bounded(std::min(total, in.left()));
  if (!in.take(total + distinct)) return;
  const auto names = read_texts(in, distinct, kMaxNameBytes);
  const auto indexes = read_numbers(in, total, distinct == 0 ? 0 : distinct - 1);
  if (distinct == 0 && total > 0) in.reject();
  std::size_t next = 0;
  for (std::size_t i = 0; i < places.size() && in.ok(); ++i) {
    auto& options = kept<Options>(*places[i]);
    options.resize(counts[i]);
    for (auto& option : options) {
      const auto name = names.texts[indexes[next++]];
      if (in.take_text(name.size())) option = name;
    }
    if (!strictly_ascending(options)) in.reject();
  }
}

void read_integers(PayloadReader& in, const Places& places) {
  const auto numbers = read_signed_numbers(in, places.size());
  for (std::size_t i = 0; i < places.size(); ++i) *places[i] = static_cast<std::int64_t>(numbers[i]);
}

void read_strings(PayloadReader& in, const Places& places) {
  const auto strings = read_texts(in, places.size(), kMaxTextBytes);
  for (std::size_t i = 0; i < places.size(); ++i) kept<std::string>(*places[i]) = strings.texts[i];
}

void read_references(PayloadReader& in, const Places& places, const std::vector<Uuid>& ids) {
  if (!places.empty() && ids.empty()) in.reject();
  const auto indexes = read_numbers(in, places.size(), ids.empty() ? 0 : ids.size() - 1);
  for (std::size_t i = 0; i < places.size() && in.ok(); ++i) *places[i] = RecordId{ids[indexes[i]]};
}

// The column's places by the kinds of their values.
std::array<Places, kLastKind + 1> by_kind(const Places& column, const std::vector<std::uint64_t>& kinds) {
  std::array<Places, kLastKind + 1> places;
  for (std::size_t i = 0; i < column.size(); ++i) places[kinds[i]].push_back(column[i]);
  return places;
}

void read_column(PayloadReader& in, const Places& column, const std::vector<Uuid>& ids) {
  const auto kind = in.byte();
  if (kind > kMixed) in.reject();
  if (!in.ok()) return;
  std::array<Places, kLastKind + 1> mixed;
  if (kind == kMixed) mixed = by_kind(column, read_numbers(in, column.size(), kLastKind));
  const auto places = [&](std::size_t of) -> const Places& { return kind == of ? column : mixed[of]; };
  for (auto* value : places(0)) *value = Null{};
  read_integers(in, places(1));
  read_strings(in, places(2));
  read_options(in, places(3));
  read_references(in, places(4), ids);
}

}  // namespace

void add_references(const std::vector<FieldValue>& values, IdTable& ids) {
  for (const auto& value : values) {
    if (const auto* record = std::get_if<RecordId>(&value)) ids.index_of(record->value);
  }
}

void FieldColumn::add(const FieldValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    add_integer(*integer);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    add_text(*text);
  } else if (const auto* chosen = std::get_if<Options>(&value)) {
    add_options(chosen->size());
    for (const auto& option : *chosen) add_option(option);
  } else if (const auto* record = std::get_if<RecordId>(&value)) {
    add_reference(record->value);
  } else {
    add_null();
  }
}

void FieldColumn::write_kinds(PayloadWriter& out) const {
  const bool mixed = std::ranges::any_of(kinds_, [&](std::uint8_t kind) { return kind != kinds_.front(); });
  out.byte(mixed ? kMixed : kinds_.front());
  if (mixed) write_numbers(out, std::vector<std::uint64_t>(kinds_.begin(), kinds_.end()));
}

void FieldColumn::write_options(PayloadWriter& out) const {
  Table<std::string_view> table;
  std::vector<std::uint64_t> indexes;
  for (const auto option : options_) indexes.push_back(table.index_of(option));
  write_numbers(out, option_counts_);
  out.number(table.values().size());
  write_texts(out, table.values());
  write_numbers(out, indexes);
  out.column_ends();
}

void FieldColumn::write(PayloadWriter& out, IdTable& ids) const {
  write_kinds(out);
  write_signed_numbers(out, integers_);
  write_texts(out, texts_);
  if (!option_counts_.empty()) write_options(out);
  std::vector<std::uint64_t> indexes;
  for (const auto& record : references_) indexes.push_back(ids.index_of(record));
  write_numbers(out, indexes);
  out.column_ends();
}

void add_values(std::vector<FieldColumn>& columns, const std::vector<FieldValue>& values) {
  if (columns.size() < values.size()) columns.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) columns[i].add(values[i]);
}

void write_values(PayloadWriter& out, const WrittenValues& values, IdTable& ids) {
  values.for_each([&](const FieldColumn& column) { column.write(out, ids); });
}

void add_places(std::vector<std::vector<FieldValue*>>& columns, std::vector<FieldValue>& values) {
  if (columns.size() < values.size()) columns.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) columns[i].push_back(&values[i]);
}

void read_values(PayloadReader& in, const ReadValues& places, const std::vector<Uuid>& ids) {
  in.section("values");
  places.for_each([&](const Places& column) {
    if (in.ok()) read_column(in, column, ids);
  });
}

}  // namespace minsync
