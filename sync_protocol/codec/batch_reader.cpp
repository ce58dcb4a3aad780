// Bytes into a batch. The order of the columns is the format: PROTOCOL.md, "Bytes", "Batch".
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/magic.h"
#include "sync_protocol/codec/pieces.h"
#include "sync_protocol/codec/shape.h"
#include "sync_protocol/codec/value_columns.h"

namespace minsync {
namespace {

constexpr const char* kWhat = "batch";

using Edits = std::vector<Edit>;

// One number of each edit from a column.
template <typename Set>
void read_each(PayloadReader& in, const char* section, Edits& edits, std::uint64_t most, Set set) {
  in.section(section);
  const auto numbers = read_numbers(in, edits.size(), most);
  for (std::size_t i = 0; i < edits.size(); ++i) set(edits[i], numbers[i]);
}

void read_sequences(PayloadReader& in, Batch& batch) {
  std::uint64_t before = 0;
  read_each(in, "sequences", batch.edits, kMost64, [&](Edit& edit, std::uint64_t step) {
    if (step == 0 || step > kMost64 - before) in.reject();
    edit.id = {batch.device, batch.incarnation, Sequence{before += step}};
  });
}

void read_stamps(PayloadReader& in, Edits& edits) {
  read_each(in, "stamps", edits, kMost48, [](Edit& edit, std::uint64_t ms) { edit.stamp.value = ms << 16; });
  read_each(in, "stamps", edits, kMost16, [](Edit& edit, std::uint64_t counter) { edit.stamp.value |= counter; });
}

void read_records(PayloadReader& in, Edits& edits, const std::vector<Uuid>& ids) {
  const auto records = read_records(in, edits.size(), ids);
  for (std::size_t i = 0; i < edits.size(); ++i) edits[i].record = RecordId{records[i]};
}

struct FormVersion {
  std::string name;
  std::uint32_t version = 0;
};

// Gives each edit's index into the forms.
std::vector<std::uint64_t> read_forms(PayloadReader& in, Edits& edits) {
  in.section("forms");
  std::vector<FormVersion> forms(in.bounded(std::min(edits.size(), in.left())));
  for (auto& form : forms) {
    form.name = read_text(in, kMaxNameBytes);
    form.version = static_cast<std::uint32_t>(in.bounded(kMost32));
  }
  auto indexes = read_numbers(in, edits.size(), forms.empty() ? 0 : forms.size() - 1);
  if (forms.empty() && !edits.empty()) in.reject();
  for (std::size_t i = 0; i < edits.size() && in.ok(); ++i) {
    edits[i].form = forms[indexes[i]].name;
    edits[i].form_version = forms[indexes[i]].version;
  }
  return indexes;
}

void read_notes(PayloadReader& in, Edits& edits) {
  in.section("notes");
  const auto notes = read_texts(in, edits.size(), kMaxNoteBytes);
  for (std::size_t i = 0; i < edits.size(); ++i) edits[i].note = notes.texts[i];
}

bool take_shape(PayloadReader& in, const std::vector<ChangeShape>& shape) {
  std::size_t parts = 0;
  for (const auto& group : shape) parts += 1 + group.values + group.displayed + group.own + group.decides;
  return in.take(parts);
}

// How many there are of what most edits have none of.
struct Counts {
  std::size_t changes = 0, own = 0, decides = 0;
};

// Makes room for everything that the shapes say.
Counts read_shapes(PayloadReader& in, Edits& edits) {
  Counts counts;
  const auto shapes = read_change_shapes(in, edits.size());
  const auto indexes = read_numbers(in, edits.size(), shapes.empty() ? 0 : shapes.size() - 1);
  if (shapes.empty() && !edits.empty()) in.reject();
  for (std::size_t i = 0; i < edits.size() && in.ok(); ++i) {
    const auto& shape = shapes[indexes[i]];
    if (!take_shape(in, shape)) break;
    counts.changes += shape.size();
    edits[i].changes.resize(shape.size());
    for (std::size_t n = 0; n < shape.size(); ++n) {
      auto& change = edits[i].changes[n];
      change.group = shape[n].group;
      change.base.own.resize(shape[n].own);
      change.base.own_digest = {};
      change.values.resize(shape[n].values);
      change.displayed.resize(shape[n].displayed);
      change.decides.resize(shape[n].decides);
      counts.own += shape[n].own;
      counts.decides += shape[n].decides;
    }
  }
  return counts;
}

template <typename Visit>
void for_each_change(Edits& edits, Visit visit) {
  for (auto& edit : edits) {
    for (auto& change : edit.changes) visit(edit, change);
  }
}

void read_own(PayloadReader& in, Edits& edits, std::size_t count) {
  if (count == 0) return;
  std::size_t next = 0;
  const auto incarnations = read_numbers(in, count, kMost32);
  const auto distances = read_numbers(in, count);
  const auto lengths = read_numbers(in, count);
  for_each_change(edits, [&](Edit& edit, GroupChange& change) {
    for (auto& range : change.base.own) {
      range.incarnation.value = static_cast<std::uint32_t>(incarnations[next]);
      const auto distance = distances[next], length = lengths[next];
      ++next;
      const auto earlier = edit.id.sequence.value - 1;  // an edit stands on earlier ones only
      if (distance == 0 || distance > earlier || length >= edit.id.sequence.value - distance) in.reject();
      range.last.value = edit.id.sequence.value - distance;
      range.first.value = range.last.value - length;
    }
    if (!ranges_ascend(change.base.own)) in.reject();
    if (!change.base.own.empty()) change.base.own_digest = read_digest(in);
  });
}

void read_bases(PayloadReader& in, Edits& edits, const Counts& counts) {
  in.section("bases");
  std::size_t next = 0;
  const auto versions = read_signed_numbers(in, counts.changes);
  for_each_change(
      edits, [&](Edit& edit, GroupChange& change) { change.base.version.value = edit.seen.value + versions[next++]; });
  read_own(in, edits, counts.own);
}

void read_decided(PayloadReader& in, Edits& edits, const std::vector<Uuid>& ids, std::size_t count) {
  in.section("decided");
  if (count == 0) return;
  std::size_t next = 0;
  if (ids.empty()) in.reject();
  const auto devices = read_numbers(in, count, ids.empty() ? 0 : ids.size() - 1);
  const auto incarnations = read_numbers(in, count, kMost32);
  const auto sequences = read_numbers(in, count);
  if (!in.ok()) return;
  for_each_change(edits, [&](Edit&, GroupChange& change) {
    for (auto& id : change.decides) {
      id = {DeviceId{ids[devices[next]]}, Incarnation{static_cast<std::uint32_t>(incarnations[next])},
            Sequence{sequences[next]}};
      ++next;
    }
  });
}

void add_all_places(ReadValues& places, Edits& edits, const std::vector<std::uint64_t>& forms) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    auto& changes = edits[i].changes;
    for (std::size_t n = 0; n < changes.size(); ++n) {
      auto& columns = places.of(forms[i], changes[n].group, n);
      add_places(columns.values, changes[n].values);
      add_places(columns.displayed, changes[n].displayed);
    }
  }
}

void read_payload(PayloadReader& in, Batch& batch) {
  auto& edits = batch.edits;
  if (!in.take(edits.size())) return;
  read_sequences(in, batch);
  read_stamps(in, edits);
  read_each(in, "kinds", edits, kMost8,
            [](Edit& edit, std::uint64_t kind) { edit.kind = static_cast<EditKind>(kind); });
  const auto ids = read_ids(in);
  read_records(in, edits, ids);
  const auto forms = read_forms(in, edits);
  read_each(in, "units", edits, kMost32,
            [](Edit& edit, std::uint64_t unit) { edit.unit.value = static_cast<std::uint32_t>(unit); });
  read_each(in, "seen", edits, kMost64, [](Edit& edit, std::uint64_t seen) { edit.seen.value = seen; });
  read_notes(in, edits);
  const auto counts = read_shapes(in, edits);
  if (!in.ok()) return;
  read_bases(in, edits, counts);
  read_decided(in, edits, ids, counts.decides);
  ReadValues places;
  add_all_places(places, edits, forms);
  read_values(in, places, ids);
}

Result<BatchHead> read_head(ByteReader& in) {
  MINSYNC_TRY(expect_magic(in, kBatchMagic, kWhat));
  BatchHead head;
  head.device = DeviceId{in.uuid()};
  head.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  head.partition.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  head.edits = static_cast<std::uint32_t>(in.bounded(kMaxBatchEdits));
  if (!in.ok()) return malformed(kWhat, "head");
  return head;
}

}  // namespace

Result<BatchHead> decode_batch_head(std::string_view bytes) {
  ByteReader in(bytes);
  return read_head(in);
}

Result<Batch> decode_batch(std::string_view bytes) {
  Batch batch;
  MINSYNC_TRY(decode_batch_into(bytes, batch));
  return batch;
}

Status decode_batch_into(std::string_view bytes, Batch& batch) {
  if (bytes.size() > kMaxBatchBytes) return malformed(kWhat, "length");
  ByteReader in(bytes);
  MINSYNC_ASSIGN(const auto head, read_head(in));
  std::string storage;
  MINSYNC_ASSIGN(const auto plain, unpack(in, kMaxBatchPlainBytes, kWhat, storage));
  batch.device = head.device;
  batch.incarnation = head.incarnation;
  batch.partition = head.partition;
  batch.edits.resize(head.edits);
  PayloadReader payload(plain, kMaxBatchParts, kMaxBatchPlainBytes);
  read_payload(payload, batch);
  if (!payload.done()) return malformed(kWhat, payload.section());
  return {};
}

}  // namespace minsync
