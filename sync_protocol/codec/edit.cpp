// One edit by itself.
#include "sync_protocol/edit.h"

#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

void write_change(ByteWriter& out, const GroupChange& change, GroupNumber before) {
  write_group_number(out, change.group, before);
  write_base(out, change.base);
  write_values(out, change.values);
  write_values(out, change.displayed);
  out.number(change.decides.size());
  for (const auto& id : change.decides) write_edit_id(out, id);
}

void read_change(ByteReader& in, GroupNumber before, GroupChange& change) {
  change.group = read_group_number(in, before);
  read_base(in, change.base);
  change.values = read_values(in);
  change.displayed = read_values(in);
  change.decides.resize(in.bounded(std::min(kMaxDecided, in.left())));
  for (auto& id : change.decides) id = read_edit_id(in);
}

void read_changes(ByteReader& in, std::vector<GroupChange>& changes) {
  changes.resize(in.bounded(std::min(kMaxGroups, in.left())));
  GroupNumber before;
  for (auto& change : changes) {
    read_change(in, before, change);
    before = change.group;
  }
}

void read_edit(ByteReader& in, Edit& edit) {
  edit.id = read_edit_id(in);
  edit.kind = static_cast<EditKind>(in.byte());
  edit.record = RecordId{in.uuid()};
  edit.form = read_text(in, kMaxNameBytes);
  edit.form_version = static_cast<std::uint32_t>(in.bounded(kMost32));
  edit.unit.value = static_cast<std::uint32_t>(in.bounded(kMost32));
  edit.seen = read_version(in);
  edit.stamp = read_stamp(in);
  edit.note = read_text(in, kMaxNoteBytes);
  read_changes(in, edit.changes);
}

}  // namespace

std::string encode_edit(const Edit& edit) {
  ByteWriter out;
  write_edit_id(out, edit.id);
  out.byte(static_cast<std::uint8_t>(edit.kind));
  out.uuid(edit.record.value);
  out.text(edit.form);
  out.number(edit.form_version);
  out.number(edit.unit.value);
  write_version(out, edit.seen);
  write_stamp(out, edit.stamp);
  out.text(edit.note);
  out.number(edit.changes.size());
  GroupNumber before;
  for (const auto& change : edit.changes) {
    write_change(out, change, before);
    before = change.group;
  }
  return out.take();
}

Result<Edit> decode_edit(std::string_view bytes) {
  ByteReader in(bytes);
  Edit edit;
  read_edit(in, edit);
  if (!in.done()) return malformed("edit", "row");
  return edit;
}

}  // namespace minsync
