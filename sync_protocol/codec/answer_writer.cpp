// An answer into bytes. The order of the columns is the format: PROTOCOL.md, "Bytes", "Answer".
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/cursor.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/receipt_columns.h"
#include "sync_protocol/codec/shape.h"
#include "sync_protocol/codec/value_columns.h"

namespace minsync {
namespace {

using Numbers = std::vector<std::uint64_t>;

// A record's changed groups as they are written: those with one plain head stand in columns.
struct Row {
  const RecordChange* change = nullptr;
  std::vector<StateShape> shapes;
  std::vector<Origin> origins;  // of its plain heads, each once

  std::uint64_t origin_index(const Origin& origin) {
    const auto found = std::ranges::find(origins, origin);
    const auto index = static_cast<std::uint64_t>(found - origins.begin());
    if (found == origins.end()) origins.push_back(origin);
    return index;
  }
};
using Rows = std::vector<Row>;

StateShape shape_of(const GroupState& group) {
  StateShape shape{group.number, group.shown.size(), 0, false, true};
  if (group.heads.size() != 1) return shape;
  const auto& head = group.heads.front();
  shape.by_itself = !head.values.empty() && head.values != group.shown;
  shape.no_values = head.values.empty() && !group.shown.empty();
  shape.displayed = head.displayed.size();
  return shape;
}

Rows rows_of(const SyncAnswer& answer) {
  Rows rows;
  for (const auto& partition : answer.partitions) {
    for (const auto& change : partition.records) {
      auto& row = rows.emplace_back();
      row.change = &change;
      for (const auto& group : change.state.groups) row.shapes.push_back(shape_of(group));
    }
  }
  return rows;
}

// Calls visit(row, group) for each group that stands in columns (or each that stands by itself).
template <typename Visit>
void for_each_group(Rows& rows, bool by_itself, Visit visit) {
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.shapes.size(); ++i) {
      if (row.shapes[i].by_itself == by_itself) visit(row, row.change->state.groups[i]);
    }
  }
}

template <typename Get>
void write_each(PayloadWriter& out, const Rows& rows, Get get) {
  Numbers numbers;
  for (const auto& row : rows) numbers.push_back(get(row.change->state));
  write_numbers(out, numbers);
  out.column_ends();
}

template <typename Get>
void write_each_origin(PayloadWriter& out, const Rows& rows, Get get) {
  Numbers numbers;
  for (const auto& row : rows) {
    for (const auto& origin : row.origins) numbers.push_back(get(row, origin));
  }
  write_numbers(out, numbers);
  out.column_ends();
}

void write_notices(PayloadWriter& out, const SyncAnswer& answer) {
  const bool kept = !answer.kept.empty();
  out.byte(static_cast<std::uint8_t>((answer.incarnation_spent ? kSpent : 0) | (answer.copied ? kCopied : 0) |
                                     (kept ? kKept : 0) | (answer.unread.empty() ? 0 : kUnread) |
                                     (answer.relayed.empty() ? 0 : kRelayed) | (answer.audit ? kAudit : 0)));
  if (kept) {
    out.number(answer.kept.size());
    for (const auto& range : answer.kept) write_kept(out, range);
  }
  if (!answer.unread.empty()) {
    out.number(answer.unread.size());
    for (const auto batch : answer.unread) write_digest(out, EditDigest{batch.value});
  }
  if (!answer.relayed.empty()) out.text(answer.relayed);
  if (!answer.audit) return;
  out.number(answer.audit->number);
  for (const auto byte : answer.audit->hash) out.byte(byte);
  for (const auto byte : answer.audit->at_seen) out.byte(byte);
}

void write_partitions(PayloadWriter& out, const SyncAnswer& answer) {
  out.number(answer.partitions.size());
  for (const auto& partition : answer.partitions) {
    write_cursor(out, partition.cursor);
    const bool backed_up = partition.backed_up.value != 0;
    out.byte(static_cast<std::uint8_t>((partition.complete ? kComplete : 0) | (partition.anew ? kAnew : 0) |
                                       (backed_up ? kBackedUp : 0) | (partition.same.empty() ? 0 : kSame)));
    if (backed_up) write_version(out, partition.backed_up);
    if (!partition.same.empty()) {
      out.number(partition.same.size());
      for (const auto index : partition.same) out.number(index);
    }
    out.number(partition.records.size());
  }
}

// Devices with their incarnations, each once.
struct Authors {
  Numbers devices, incarnations;
  Numbers of_origins;
};

Authors authors_of(const Rows& rows, IdTable& ids) {
  Authors authors;
  Table<std::uint64_t> table;
  for (const auto& row : rows) {
    for (const auto& origin : row.origins) {
      const auto device = ids.index_of(origin.edit.device.value);
      const auto known = table.values().size();
      authors.of_origins.push_back(table.index_of(device << 32 | origin.edit.incarnation.value));
      if (authors.of_origins.back() != known) continue;
      authors.devices.push_back(device);
      authors.incarnations.push_back(origin.edit.incarnation.value);
    }
  }
  return authors;
}

void write_authors(PayloadWriter& out, const Authors& authors) {
  out.number(authors.devices.size());
  write_numbers(out, authors.devices);
  write_numbers(out, authors.incarnations);
}

void write_origins(PayloadWriter& out, const Rows& rows, const Authors& authors) {
  write_each_origin(out, rows,
                    [next = authors.of_origins.begin()](const Row&, const Origin&) mutable { return *next++; });
  write_each_origin(out, rows, [](const Row&, const Origin& origin) { return origin.edit.sequence.value; });
  Numbers versions;
  for (const auto& row : rows) {
    for (const auto& origin : row.origins) versions.push_back(row.change->state.version.value - origin.version.value);
  }
  write_signed_numbers(out, versions);
  out.column_ends();
  write_each_origin(out, rows, [](const Row&, const Origin& origin) { return origin.stamp.value >> 16; });
  write_each_origin(out, rows, [](const Row&, const Origin& origin) { return origin.stamp.value & kMost16; });
  write_each_origin(out, rows, [](const Row&, const Origin& origin) { return std::uint64_t{origin.rank}; });
  write_each_origin(out, rows, [](const Row&, const Origin& origin) { return origin.former.value; });
}

std::vector<std::uint64_t> write_forms(PayloadWriter& out, const Rows& rows) {
  Table<std::string_view> forms;
  Numbers indexes;
  for (const auto& row : rows) indexes.push_back(forms.index_of(row.change->form));
  out.number(forms.values().size());
  for (const auto form : forms.values()) out.text(form);
  write_numbers(out, indexes);
  return indexes;
}

void write_state_shapes(PayloadWriter& out, const Rows& rows) {
  Table<std::string> shapes;
  Numbers indexes;
  for (const auto& row : rows) indexes.push_back(shapes.index_of(written_shape(row.shapes)));
  write_shapes(out, shapes);
  out.column_ends();
  write_numbers(out, indexes);
  out.column_ends();
}

void write_blobs(PayloadWriter& out, const std::vector<std::string>& blobs) {
  Numbers lengths;
  for (const auto& blob : blobs) lengths.push_back(blob.size());
  write_numbers(out, lengths);
  for (const auto& blob : blobs) out.raw(blob);
  out.column_ends();
}

void write_groups(PayloadWriter& out, Rows& rows, const Numbers& origins) {
  Numbers versions;
  for_each_group(rows, false, [&](Row& row, const GroupState& group) {
    versions.push_back(row.change->state.version.value - group.version.value);
  });
  write_signed_numbers(out, versions);
  out.column_ends();
  write_numbers(out, origins);
  out.column_ends();
  std::vector<std::string> blobs;
  for_each_group(rows, true, [&](Row&, const GroupState& group) { blobs.push_back(encode_group(group)); });
  write_blobs(out, blobs);
}

void write_removals(PayloadWriter& out, const Rows& rows) {
  std::vector<std::string> blobs;
  for (const auto& row : rows) {
    const auto& removals = row.change->state.removals;
    blobs.push_back(removals.empty() ? std::string() : encode_removals(removals));
  }
  write_blobs(out, blobs);
}

// Fills in the rows' origins; gives each plain group's index into them.
Numbers collect_origins(Rows& rows) {
  Numbers indexes;
  for_each_group(rows, false, [&](Row& row, const GroupState& group) {
    indexes.push_back(row.origin_index(group.heads.front().origin));
  });
  return indexes;
}

Numbers collect_ids(Rows& rows, IdTable& ids) {
  std::vector<Uuid> records;
  for (const auto& row : rows) records.push_back(row.change->state.id.value);
  auto indexes = record_indexes(records, ids);
  for_each_group(rows, false, [&](Row&, const GroupState& group) {
    add_references(group.shown, ids);
    add_references(group.heads.front().displayed, ids);
  });
  return indexes;
}

void write_records(PayloadWriter& out, Rows& rows) {
  IdTable ids;
  const auto records = collect_ids(rows, ids);
  const auto origins = collect_origins(rows);
  const auto authors = authors_of(rows, ids);
  write_ids(out, ids);
  write_numbers(out, records);
  const auto forms = write_forms(out, rows);
  write_each(out, rows, [](const RecordState& state) { return std::uint64_t{state.unit.value}; });
  write_each(out, rows, [](const RecordState& state) { return state.version.value; });
  Numbers births;
  for (const auto& row : rows) births.push_back(row.change->state.version.value - row.change->state.birth.value);
  write_signed_numbers(out, births);
  Numbers fates;
  for (const auto& row : rows) fates.push_back(row.change->left ? kLeft : std::uint64_t{row.change->state.deleted});
  write_numbers(out, fates);
  out.column_ends();
  write_authors(out, authors);
  Numbers counts;
  for (const auto& row : rows) counts.push_back(row.origins.size());
  write_numbers(out, counts);
  write_origins(out, rows, authors);
  write_state_shapes(out, rows);
  write_groups(out, rows, origins);
  write_removals(out, rows);
  WrittenValues values;
  std::size_t index = 0;
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.shapes.size(); ++i) {
      const auto& group = row.change->state.groups[i];
      if (row.shapes[i].by_itself) continue;
      auto& columns = values.of(forms[index], group.number, i);
      add_values(columns.values, group.shown);
      add_values(columns.displayed, group.heads.front().displayed);
    }
    ++index;
  }
  write_values(out, values, ids);
}

}  // namespace

std::string encode_answer(const SyncAnswer& answer) {
  ByteWriter out;
  out.raw(kAnswerMagic);
  out.byte(answer.protocol);
  out.number(answer.counter);
  out.number(answer.epoch);
  out.number(answer.clock_ms);
  out.number(answer.receipt_cursor);
  PayloadWriter payload;
  write_notices(payload, answer);
  write_received(payload, answer.received);
  write_receipts(payload, answer.receipts);
  write_partitions(payload, answer);
  auto rows = rows_of(answer);
  if (!rows.empty()) write_records(payload, rows);
  payload.pack_into(out, kCompressionLevel);
  return out.take();
}

}  // namespace minsync
