#include "sync_protocol/codec/pieces.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "sync_protocol/result.h"

namespace minsync {
namespace {

struct ValueWriter {
  ByteWriter& out;
  void operator()(const Null&) const {}
  void operator()(std::int64_t number) const { out.signed_number(number); }
  void operator()(const std::string& text) const { out.text(text); }
  void operator()(const Options& options) const {
    out.number(options.size());
    for (const auto& option : options) out.text(option);
  }
  void operator()(const RecordId& id) const { out.uuid(id.value); }
};

Options read_options(ByteReader& in) {
  Options options(in.bounded(std::min(kMaxOptions, in.left())));
  for (auto& option : options) option = read_text(in, kMaxNameBytes);
  if (!strictly_ascending(options)) in.reject();
  return options;
}

FieldValue read_value(ByteReader& in) {
  switch (in.byte()) {
    case 0:
      return Null{};
    case 1:
      return in.signed_number();
    case 2:
      return read_text(in, kMaxTextBytes);
    case 3:
      return read_options(in);
    case 4:
      return RecordId{in.uuid()};
    default:
      in.reject();
      return Null{};
  }
}

// The length of the UTF-8 sequence at the start of `rest`, 0 if there is none.
std::size_t sequence_length(std::string_view rest) {
  const auto at = [&](std::size_t i) { return i < rest.size() ? static_cast<std::uint8_t>(rest[i]) : std::uint8_t{0}; };
  const auto continues = [&](std::size_t i) { return (at(i) & 0xc0) == 0x80; };
  const auto lead = at(0);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool overlong = lead == 0xe0 && at(1) < 0xa0, surrogate = lead == 0xed && at(1) > 0x9f;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool overlong = lead == 0xf0 && at(1) < 0x90, too_great = lead == 0xf4 && at(1) > 0x8f;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_great ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_plain_text(std::string_view bytes) {
  while (!bytes.empty()) {
    // Most of what is written here is Chinese: three bytes that begin with e4 to e9.
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    if (bytes.size() >= 3 && at(0) >= 0xe4 && at(0) <= 0xe9 && (at(1) & at(2) & 0xc0) == 0x80 &&
        ((at(1) | at(2)) & 0x40) == 0) {
      bytes.remove_prefix(3);
      continue;
    }
    const auto length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string read_text(ByteReader& in, std::size_t most) {
  const auto bytes = in.text(most);
  if (!is_plain_text(bytes)) in.reject();
  return std::string(in.ok() ? bytes : std::string_view());
}

void write_version(ByteWriter& out, Version version) {
  out.number(version.value >> kVersionEpochShift);
  out.number(version.value & kMost48);
}

Version read_version(ByteReader& in) {
  const auto epoch = in.bounded(kMost16);
  return Version{epoch << kVersionEpochShift | in.bounded(kMost48)};
}

void write_stamp(ByteWriter& out, Stamp stamp) {
  out.number(stamp.value >> 16);
  out.number(stamp.value & kMost16);
}

Stamp read_stamp(ByteReader& in) {
  const auto ms = in.bounded(kMost48);
  return Stamp{ms << 16 | in.bounded(kMost16)};
}

void write_edit_id(ByteWriter& out, const EditId& id) {
  out.uuid(id.device.value);
  out.number(id.incarnation.value);
  out.number(id.sequence.value);
}

EditId read_edit_id(ByteReader& in) {
  EditId id;
  id.device = DeviceId{in.uuid()};
  id.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  id.sequence.value = in.number();
  return id;
}

void write_origin(ByteWriter& out, const Origin& origin) {
  write_edit_id(out, origin.edit);
  write_version(out, origin.version);
  write_stamp(out, origin.stamp);
  out.byte(origin.rank);
  write_version(out, origin.former);
}

Origin read_origin(ByteReader& in) {
  Origin origin;
  origin.edit = read_edit_id(in);
  origin.version = read_version(in);
  origin.stamp = read_stamp(in);
  origin.rank = in.byte();
  origin.former = read_version(in);
  return origin;
}

void write_digest(ByteWriter& out, EditDigest digest) {
  for (int shift = 56; shift >= 0; shift -= 8) out.byte(static_cast<std::uint8_t>(digest.value >> shift));
}

EditDigest read_digest(ByteReader& in) {
  EditDigest digest;
  for (int i = 0; i < 8; ++i) digest.value = digest.value << 8 | in.byte();
  return digest;
}

bool ranges_ascend(const std::vector<SequenceRange>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].first.value == 0 || ranges[i].last < ranges[i].first) return false;
    if (i == 0) continue;
    const auto& before = ranges[i - 1];
    if (ranges[i].first <= before.last) return false;
    const bool touching = ranges[i].first.value == before.last.value + 1;
    if (touching && ranges[i].incarnation == before.incarnation) return false;
  }
  return true;
}

void write_ranges(ByteWriter& out, const std::vector<SequenceRange>& ranges) {
  Sequence before;
  for (const auto& range : ranges) {
    out.number(range.incarnation.value);
    out.number(range.first.value - before.value);
    out.number(range.last.value - range.first.value);
    before = range.last;
  }
}

void read_ranges(ByteReader& in, std::vector<SequenceRange>& ranges) {
  std::uint64_t before = 0;
  for (auto& range : ranges) {
    range.incarnation.value = static_cast<std::uint32_t>(in.bounded(kMost32));
    const auto room = std::numeric_limits<std::uint64_t>::max() - before;
    const auto gap = in.bounded(room);
    const auto length = in.bounded(room - gap);
    range.first.value = before + gap;
    range.last.value = before = range.first.value + length;
  }
  if (!ranges_ascend(ranges)) in.reject();
}

void write_base(ByteWriter& out, const Base& base) {
  write_version(out, base.version);
  out.number(base.own.size());
  write_ranges(out, base.own);
  if (!base.own.empty()) write_digest(out, base.own_digest);
}

void read_base(ByteReader& in, Base& base) {
  base.version = read_version(in);
  base.own.resize(in.bounded(std::min(kMaxOwnRanges, in.left())));
  read_ranges(in, base.own);
  base.own_digest = base.own.empty() ? EditDigest{} : read_digest(in);
}

void write_values(ByteWriter& out, const std::vector<FieldValue>& values) {
  out.number(values.size());
  for (const auto& value : values) {
    out.byte(static_cast<std::uint8_t>(value.index()));
    std::visit(ValueWriter{out}, value);
  }
}

std::vector<FieldValue> read_values(ByteReader& in) {
  std::vector<FieldValue> values(in.bounded(std::min(kMaxFieldsInGroup, in.left())));
  for (auto& value : values) value = read_value(in);
  return values;
}

void write_group_number(ByteWriter& out, GroupNumber group, GroupNumber before) {
  MINSYNC_ASSERT(group > before);
  out.number(static_cast<std::uint64_t>(group.value - before.value));
}

GroupNumber read_group_number(ByteReader& in, GroupNumber before) {
  const auto step = in.bounded(kMost16 - before.value);
  if (step == 0) in.reject();
  return GroupNumber{static_cast<std::uint16_t>(before.value + step)};
}

bool strictly_ascending(const Options& options) {
  return std::ranges::adjacent_find(options, std::greater_equal<>{}) == options.end();
}

}  // namespace minsync
