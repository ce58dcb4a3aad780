// A batch into bytes. The order of the columns is the format: PROTOCOL.md, "Bytes", "Batch".
#include <algorithm>
#include <memory_resource>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/limits.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/shape.h"
#include "sync_protocol/codec/value_columns.h"

namespace minsync {
namespace {

using Numbers = std::vector<std::uint64_t>;

void write_column(PayloadWriter& out, const Numbers& numbers) {
  write_numbers(out, numbers);
  out.column_ends();
}

// Edits' forms, in the order in which they come first.
struct Forms {
  struct Form {
    std::string_view name;
    std::uint64_t version = 0;
    friend bool operator==(const Form&, const Form&) = default;
  };
  std::vector<Form> all;
  Numbers indexes;

  void add(const Form& form) {
    const auto found = std::ranges::find(all, form);
    indexes.push_back(static_cast<std::uint64_t>(found - all.begin()));
    if (found == all.end()) all.push_back(form);
  }
  void write(PayloadWriter& out) const {
    out.number(all.size());
    for (const auto& form : all) {
      out.text(form.name);
      out.number(form.version);
    }
    write_numbers(out, indexes);
  }
};

struct Bases {
  Numbers versions, incarnations, distances, lengths;  // of versions one for each change
  ByteWriter digests;

  void add(const Base& base, Version seen, Sequence sequence) {
    versions.push_back(base.version.value - seen.value);
    if (!base.own.empty()) write_digest(digests, base.own_digest);
    for (const auto& range : base.own) {
      incarnations.push_back(range.incarnation.value);
      distances.push_back(sequence.value - range.last.value);
      lengths.push_back(range.last.value - range.first.value);
    }
  }
  void write(PayloadWriter& out) const {
    write_signed_numbers(out, versions);
    out.column_ends();
    write_numbers(out, incarnations);
    write_numbers(out, distances);
    write_numbers(out, lengths);
    out.raw(digests.bytes());
  }
};

struct Decided {
  std::vector<Uuid> devices;
  Numbers incarnations, sequences;

  void write(PayloadWriter& out, IdTable& ids) const {
    Numbers indexes;
    for (const auto& device : devices) indexes.push_back(ids.index_of(device));
    write_numbers(out, indexes);
    write_numbers(out, incarnations);
    write_numbers(out, sequences);
    out.column_ends();
  }
};

}  // namespace

struct BatchPacker::Columns {
  std::pmr::monotonic_buffer_resource memory;  // of the edits' bytes, which forms, notes and values are looked at in
  Numbers sequences, stamp_ms, stamp_counters, kinds, units, seen, shape_indexes;
  std::vector<Uuid> records, named;  // named: by decisions and references
  Forms forms;
  std::vector<std::string_view> notes;
  Table<std::string> shapes;
  Bases bases;
  Decided decided;
  WrittenValues values;

  Base base;                                   // of the change that is being read
  std::vector<ChangeShape> shape, last_shape;  // of the edit that is being read, and of the one before

  std::string_view keep(std::string_view bytes);
  void read_value(ByteReader& in, FieldColumn& column);
  std::size_t read_values(ByteReader& in, std::vector<FieldColumn>& columns);
  void read_decided(ByteReader& in, std::size_t count, std::size_t before_values);
  void read_change(ByteReader& in, std::size_t at, Sequence sequence);
  void read_changes(ByteReader& in, Sequence sequence);
  EditId read(ByteReader& in);
  void add_shape();
  void write(PayloadWriter& out) const;
};

std::string_view BatchPacker::Columns::keep(std::string_view bytes) {
  auto* copy = static_cast<char*>(memory.allocate(std::max<std::size_t>(bytes.size(), 1), 1));
  std::ranges::copy(bytes, copy);
  return {copy, bytes.size()};
}

void BatchPacker::Columns::read_value(ByteReader& in, FieldColumn& column) {
  switch (in.byte()) {
    case 0:
      return column.add_null();
    case 1:
      return column.add_integer(in.signed_number());
    case 2:
      return column.add_text(in.text(kMaxTextBytes));
    case 3: {
      const auto count = in.bounded(std::min(kMaxOptions, in.left()));
      column.add_options(count);
      for (std::size_t i = 0; i < count; ++i) column.add_option(in.text(kMaxNameBytes));
      return;
    }
    case 4:
      named.push_back(in.uuid());
      return column.add_reference(named.back());
    default:
      in.reject();
  }
}

std::size_t BatchPacker::Columns::read_values(ByteReader& in, std::vector<FieldColumn>& columns) {
  const auto count = in.bounded(std::min(kMaxFieldsInGroup, in.left()));
  if (columns.size() < count) columns.resize(count);
  for (std::size_t i = 0; i < count; ++i) read_value(in, columns[i]);
  return count;
}

// Of a change, those who decided edits are named before what its values refer to.
void BatchPacker::Columns::read_decided(ByteReader& in, std::size_t count, std::size_t before_values) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = read_edit_id(in);
    named.insert(named.begin() + static_cast<std::ptrdiff_t>(before_values + i), id.device.value);
    decided.devices.push_back(id.device.value);
    decided.incarnations.push_back(id.incarnation.value);
    decided.sequences.push_back(id.sequence.value);
  }
}

void BatchPacker::Columns::read_change(ByteReader& in, std::size_t at, Sequence sequence) {
  ChangeShape change;
  change.group = read_group_number(in, at == 0 ? GroupNumber{} : shape.back().group);
  read_base(in, base);
  bases.add(base, Version{seen.back()}, sequence);
  change.own = base.own.size();
  const auto named_before = named.size();
  auto& group = values.of(forms.indexes.back(), change.group, at);
  change.values = read_values(in, group.values);
  change.displayed = read_values(in, group.displayed);
  change.decides = in.bounded(std::min(kMaxDecided, in.left()));
  if (change.decides > 0) read_decided(in, change.decides, named_before);
  shape.push_back(change);
}

void BatchPacker::Columns::read_changes(ByteReader& in, Sequence sequence) {
  shape.clear();
  const auto count = in.bounded(std::min(kMaxGroups, in.left()));
  for (std::size_t i = 0; i < count && in.ok(); ++i) read_change(in, i, sequence);
  if (in.ok()) add_shape();
}

void BatchPacker::Columns::add_shape() {
  const bool as_before = !shape_indexes.empty() && shape == last_shape;
  shape_indexes.push_back(as_before ? shape_indexes.back() : shapes.index_of(written_shape(shape)));
  if (!as_before) std::swap(shape, last_shape);
}

EditId BatchPacker::Columns::read(ByteReader& in) {
  const auto id = read_edit_id(in);
  kinds.push_back(in.byte());
  records.push_back(in.uuid());
  const auto form = in.text(kMaxNameBytes);
  forms.add({form, in.bounded(kMost32)});
  units.push_back(in.bounded(kMost32));
  seen.push_back(read_version(in).value);
  const auto stamp = read_stamp(in);
  stamp_ms.push_back(stamp.value >> 16);
  stamp_counters.push_back(stamp.value & kMost16);
  notes.push_back(in.text(kMaxNoteBytes));
  read_changes(in, id.sequence);
  return id;
}

void BatchPacker::Columns::write(PayloadWriter& out) const {
  IdTable ids;
  write_column(out, sequences);
  write_column(out, stamp_ms);
  write_column(out, stamp_counters);
  write_column(out, kinds);
  const auto indexes = record_indexes(records, ids);
  for (const auto& id : named) ids.index_of(id);
  write_ids(out, ids);
  write_column(out, indexes);
  forms.write(out);
  write_column(out, units);
  write_column(out, seen);
  write_texts(out, notes);
  write_shapes(out, shapes);
  out.column_ends();
  write_column(out, shape_indexes);
  bases.write(out);
  decided.write(out, ids);
  write_values(out, values, ids);
}

BatchPacker::BatchPacker(DeviceId device, Incarnation incarnation, PartitionId partition)
    : device_(device), incarnation_(incarnation), partition_(partition), columns_(std::make_unique<Columns>()) {}

BatchPacker::BatchPacker(BatchPacker&&) noexcept = default;
BatchPacker::~BatchPacker() = default;

Result<EditId> BatchPacker::add(std::string_view edit) {
  ByteReader in(columns_->keep(edit));
  const auto id = columns_->read(in);
  const bool fits = id.device == device_ && id.incarnation == incarnation_ && id.sequence > last_;
  if (!in.done() || !fits) return malformed("edit", "row");
  columns_->sequences.push_back(id.sequence.value - last_.value);
  last_ = id.sequence;
  return id;
}

std::string BatchPacker::finish(int compression_level) const {
  ByteWriter out;
  out.raw(kBatchMagic);
  out.uuid(device_.value);
  out.number(incarnation_.value);
  out.number(partition_.value);
  out.number(columns_->sequences.size());
  PayloadWriter payload;
  columns_->write(payload);
  payload.pack_into(out, compression_level);
  return out.take();
}

std::string encode_batch(const Batch& batch) {
  BatchPacker packer(batch.device, batch.incarnation, batch.partition);
  for (const auto& edit : batch.edits) MINSYNC_ASSERT(packer.add(encode_edit(edit)));
  return packer.finish();
}

}  // namespace minsync
