// A batch into bytes. The order of the columns is the format: PROTOCOL.md, "Bytes", "Batch".
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/shape.h"
#include "sync_protocol/codec/value_columns.h"

namespace minsync {
namespace {

using Numbers = std::vector<std::uint64_t>;

// One number of each edit as a column.
template <typename Get>
void write_each(PayloadWriter& out, const Batch& batch, Get get) {
  Numbers numbers(batch.edits.size());
  std::ranges::transform(batch.edits, numbers.begin(), get);
  write_numbers(out, numbers);
  out.column_ends();
}

void write_sequences(PayloadWriter& out, const Batch& batch) {
  Sequence before;
  write_each(out, batch, [&](const Edit& edit) {
    const auto& id = edit.id;
    MINSYNC_ASSERT(id.device == batch.device && id.incarnation == batch.incarnation && id.sequence > before);
    const auto step = id.sequence.value - before.value;
    before = id.sequence;
    return step;
  });
}

void write_forms(PayloadWriter& out, const Batch& batch, const Numbers& forms) {
  out.number(forms.empty() ? 0 : *std::ranges::max_element(forms) + 1);
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (forms[i] != next) continue;
    out.text(batch.edits[i].form);
    out.number(batch.edits[i].form_version);
    ++next;
  }
  write_numbers(out, forms);
}

Numbers form_indexes(const Batch& batch) {
  Table<std::string> table;
  Numbers indexes;
  for (const auto& edit : batch.edits) {
    indexes.push_back(table.index_of(edit.form + '\0' + std::to_string(edit.form_version)));
  }
  return indexes;
}

void write_notes(PayloadWriter& out, const Batch& batch) {
  std::vector<std::string_view> notes;
  for (const auto& edit : batch.edits) notes.push_back(edit.note);
  write_texts(out, notes);
}

void write_edit_shapes(PayloadWriter& out, const Batch& batch) {
  Table<std::string> shapes;
  Numbers indexes;
  for (const auto& edit : batch.edits) indexes.push_back(shapes.index_of(written_shape(edit)));
  write_shapes(out, shapes);
  out.column_ends();
  write_numbers(out, indexes);
  out.column_ends();
}

void write_bases(PayloadWriter& out, const Batch& batch) {
  Numbers versions, incarnations, distances, lengths;
  ByteWriter digests;
  for (const auto& edit : batch.edits) {
    for (const auto& change : edit.changes) {
      versions.push_back(change.base.version.value - edit.seen.value);
      if (!change.base.own.empty()) write_digest(digests, change.base.own_digest);
      for (const auto& range : change.base.own) {
        incarnations.push_back(range.incarnation.value);
        distances.push_back(edit.id.sequence.value - range.last.value);
        lengths.push_back(range.last.value - range.first.value);
      }
    }
  }
  write_signed_numbers(out, versions);
  out.column_ends();
  write_numbers(out, incarnations);
  write_numbers(out, distances);
  write_numbers(out, lengths);
  out.raw(digests.take());
}

void write_decided(PayloadWriter& out, const Batch& batch, IdTable& ids) {
  Numbers devices, incarnations, sequences;
  for (const auto& edit : batch.edits) {
    for (const auto& change : edit.changes) {
      for (const auto& id : change.decides) {
        devices.push_back(ids.index_of(id.device.value));
        incarnations.push_back(id.incarnation.value);
        sequences.push_back(id.sequence.value);
      }
    }
  }
  write_numbers(out, devices);
  write_numbers(out, incarnations);
  write_numbers(out, sequences);
  out.column_ends();
}

void add_ids(const Batch& batch, IdTable& ids) {
  for (const auto& edit : batch.edits) {
    for (const auto& change : edit.changes) {
      for (const auto& id : change.decides) ids.index_of(id.device.value);
      add_references(change.values, ids);
      add_references(change.displayed, ids);
    }
  }
}

void write_records(PayloadWriter& out, const Batch& batch, IdTable& ids) {
  std::vector<Uuid> records;
  for (const auto& edit : batch.edits) records.push_back(edit.record.value);
  const auto indexes = record_indexes(records, ids);
  add_ids(batch, ids);
  write_ids(out, ids);
  write_numbers(out, indexes);
  out.column_ends();
}

void write_payload(PayloadWriter& out, const Batch& batch) {
  IdTable ids;
  const auto forms = form_indexes(batch);
  write_sequences(out, batch);
  write_each(out, batch, [](const Edit& edit) { return edit.stamp.value >> 16; });
  write_each(out, batch, [](const Edit& edit) { return edit.stamp.value & kMost16; });
  write_each(out, batch, [](const Edit& edit) { return static_cast<std::uint64_t>(edit.kind); });
  write_records(out, batch, ids);
  write_forms(out, batch, forms);
  write_each(out, batch, [](const Edit& edit) { return std::uint64_t{edit.unit.value}; });
  write_each(out, batch, [](const Edit& edit) { return edit.seen.value; });
  write_notes(out, batch);
  write_edit_shapes(out, batch);
  write_bases(out, batch);
  write_decided(out, batch, ids);
  ValueColumns<const FieldValue> columns;
  for (std::size_t i = 0; i < batch.edits.size(); ++i) {
    for (const auto& change : batch.edits[i].changes) {
      columns.add(forms[i], change.group, change.values, change.displayed);
    }
  }
  write_values(out, columns, ids);
}

}  // namespace

std::string encode_batch(const Batch& batch) {
  ByteWriter out;
  out.raw(kBatchMagic);
  out.uuid(batch.device.value);
  out.number(batch.incarnation.value);
  out.number(batch.partition.value);
  out.number(batch.edits.size());
  PayloadWriter payload;
  write_payload(payload, batch);
  payload.pack_into(out);
  return out.take();
}

}  // namespace minsync
