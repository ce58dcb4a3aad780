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

using Column = std::vector<const FieldValue*>;
using Places = std::vector<FieldValue*>;

void write_kinds(PayloadWriter& out, const Column& column) {
  std::vector<std::uint64_t> kinds(column.size());
  std::ranges::transform(column, kinds.begin(), [](const FieldValue* value) { return value->index(); });
  const bool mixed = std::ranges::any_of(kinds, [&](std::uint64_t kind) { return kind != kinds.front(); });
  out.byte(mixed ? kMixed : static_cast<std::uint8_t>(kinds.front()));
  if (mixed) write_numbers(out, kinds);
}

std::vector<std::uint64_t> read_kinds(PayloadReader& in, std::size_t count) {
  const auto kind = in.byte();
  if (kind == kMixed) return read_numbers(in, count, kLastKind);
  if (kind > kMixed) in.reject();
  return std::vector<std::uint64_t>(count, in.ok() ? kind : 0);
}

void write_options(PayloadWriter& out, const std::vector<const Options*>& column) {
  Table<std::string_view> table;
  std::vector<std::uint64_t> counts, indexes;
  for (const auto* options : column) {
    counts.push_back(options->size());
    for (const auto& option : *options) indexes.push_back(table.index_of(option));
  }
  write_numbers(out, counts);
  out.number(table.values().size());
  write_texts(out, table.values());
  write_numbers(out, indexes);
  out.column_ends();
}

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

void write_column(PayloadWriter& out, const Column& column, IdTable& ids) {
  std::vector<std::uint64_t> integers, references;
  std::vector<std::string_view> texts;
  std::vector<const Options*> options;
  for (const auto* value : column) {
    if (const auto* integer = std::get_if<std::int64_t>(value)) {
      integers.push_back(static_cast<std::uint64_t>(*integer));
    } else if (const auto* text = std::get_if<std::string>(value)) {
      texts.push_back(*text);
    } else if (const auto* chosen = std::get_if<Options>(value)) {
      options.push_back(chosen);
    } else if (const auto* record = std::get_if<RecordId>(value)) {
      references.push_back(ids.index_of(record->value));
    }
  }
  write_kinds(out, column);
  write_signed_numbers(out, integers);
  write_texts(out, texts);
  if (!options.empty()) write_options(out, options);
  write_numbers(out, references);
  out.column_ends();
}

void read_column(PayloadReader& in, const Places& column, const std::vector<Uuid>& ids) {
  const auto kinds = read_kinds(in, column.size());
  std::array<Places, kLastKind + 1> places;
  for (std::size_t i = 0; i < column.size(); ++i) places[kinds[i]].push_back(column[i]);
  const auto& [nulls, integers, texts, options, references] = places;

  for (auto* value : nulls) *value = Null{};
  const auto numbers = read_signed_numbers(in, integers.size());
  for (std::size_t i = 0; i < integers.size(); ++i) *integers[i] = static_cast<std::int64_t>(numbers[i]);
  const auto strings = read_texts(in, texts.size(), kMaxTextBytes);
  for (std::size_t i = 0; i < texts.size(); ++i) kept<std::string>(*texts[i]) = strings.texts[i];
  read_options(in, options);
  if (!references.empty() && ids.empty()) in.reject();
  const auto indexes = read_numbers(in, references.size(), ids.empty() ? 0 : ids.size() - 1);
  for (std::size_t i = 0; i < references.size() && in.ok(); ++i) *references[i] = RecordId{ids[indexes[i]]};
}

}  // namespace

void add_references(const std::vector<FieldValue>& values, IdTable& ids) {
  for (const auto& value : values) {
    if (const auto* record = std::get_if<RecordId>(&value)) ids.index_of(record->value);
  }
}

void write_values(PayloadWriter& out, const ValueColumns<const FieldValue>& columns, IdTable& ids) {
  columns.for_each([&](const Column& column) { write_column(out, column, ids); });
}

void read_values(PayloadReader& in, const ValueColumns<FieldValue>& columns, const std::vector<Uuid>& ids) {
  in.section("values");
  columns.for_each([&](const Places& column) {
    if (in.ok()) read_column(in, column, ids);
  });
}

}  // namespace minsync
