#include "sync_protocol/codec/shape.h"

#include <algorithm>

#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

// Flags in the format: permanent.
constexpr std::uint8_t kValues = 1, kDisplayed = 2, kOwn = 4, kDecides = 8;
constexpr std::uint8_t kNoValues = 4, kByItself = 8;

std::uint8_t flag_if(bool condition, std::uint8_t flag) {
  return condition ? flag : std::uint8_t{0};
}

void write_change(ByteWriter& out, const ChangeShape& change, GroupNumber before) {
  write_group_number(out, change.group, before);
  const int flags = flag_if(change.values != 1, kValues) | flag_if(change.displayed != 0, kDisplayed) |
                    flag_if(change.own != 0, kOwn) | flag_if(change.decides != 0, kDecides);
  out.byte(static_cast<std::uint8_t>(flags));
  if ((flags & kValues) != 0) out.number(change.values);
  if ((flags & kDisplayed) != 0) out.number(change.displayed);
  if ((flags & kOwn) != 0) out.number(change.own);
  if ((flags & kDecides) != 0) out.number(change.decides);
}

ChangeShape read_change(PayloadReader& in, GroupNumber before) {
  ChangeShape shape;
  shape.group = read_group_number(in, before);
  const auto flags = in.byte();
  if (flags > (kValues | kDisplayed | kOwn | kDecides)) in.reject();
  if ((flags & kValues) != 0) shape.values = in.bounded(kMaxFieldsInGroup);
  if ((flags & kDisplayed) != 0) shape.displayed = in.bounded(kMaxFieldsInGroup);
  if ((flags & kOwn) != 0) shape.own = in.bounded(kMaxOwnRanges);
  if ((flags & kDecides) != 0) shape.decides = in.bounded(kMaxDecided);
  return shape;
}

StateShape read_state(PayloadReader& in, GroupNumber before) {
  StateShape shape;
  shape.group = read_group_number(in, before);
  const auto flags = in.byte();
  shape.no_values = (flags & kNoValues) != 0;
  shape.by_itself = (flags & kByItself) != 0;
  if (flags > kByItself) in.reject();
  if ((flags & kValues) != 0) shape.shown = in.bounded(kMaxFieldsInGroup);
  if ((flags & kDisplayed) != 0) shape.displayed = in.bounded(kMaxFieldsInGroup);
  if (shape.by_itself) shape.shown = 0;
  return shape;
}

template <typename Shape, typename Read>
std::vector<std::vector<Shape>> read_shapes(PayloadReader& in, std::size_t most, Read read) {
  in.section("shapes");
  const auto count = in.bounded(std::min(most, in.left()));
  if (!in.take(count)) return {};
  std::vector<std::vector<Shape>> shapes(count);
  for (auto& shape : shapes) {
    const auto groups = in.bounded(std::min(kMaxGroups, in.left()));
    if (!in.take(groups)) break;
    shape.resize(groups);
    GroupNumber before;
    for (auto& group : shape) {
      group = read(in, before);
      before = group.group;
    }
  }
  return shapes;
}

}  // namespace

std::string written_shape(const std::vector<ChangeShape>& changes) {
  ByteWriter out;
  out.number(changes.size());
  GroupNumber before;
  for (const auto& change : changes) {
    write_change(out, change, before);
    before = change.group;
  }
  return out.take();
}

std::string written_shape(const std::vector<StateShape>& groups) {
  ByteWriter out;
  out.number(groups.size());
  GroupNumber before;
  for (const auto& group : groups) {
    write_group_number(out, group.group, before);
    before = group.group;
    if (group.by_itself) {
      out.byte(kByItself);
      continue;
    }
    const int flags = flag_if(group.shown != 1, kValues) | flag_if(group.displayed != 0, kDisplayed) |
                      flag_if(group.no_values, kNoValues);
    out.byte(static_cast<std::uint8_t>(flags));
    if ((flags & kValues) != 0) out.number(group.shown);
    if ((flags & kDisplayed) != 0) out.number(group.displayed);
  }
  return out.take();
}

void write_shapes(PayloadWriter& out, const Table<std::string>& shapes) {
  out.number(shapes.values().size());
  for (const auto& shape : shapes.values()) out.raw(shape);
}

std::vector<std::vector<ChangeShape>> read_change_shapes(PayloadReader& in, std::size_t most) {
  return read_shapes<ChangeShape>(in, most, read_change);
}

std::vector<std::vector<StateShape>> read_state_shapes(PayloadReader& in, std::size_t most) {
  return read_shapes<StateShape>(in, most, read_state);
}

}  // namespace minsync
