// One group's state, and a record's removals, by themselves.
#include <algorithm>

#include "sync_protocol/codec/codec.h"
#include "sync_protocol/codec/fault.h"
#include "sync_protocol/codec/pieces.h"

namespace minsync {
namespace {

// What a head's values are; one head's are nearly always the group's shown ones and need not be written twice. Only one
// head may say so: else a few bytes could stand for gigabytes.
enum class HeadValues : std::uint8_t { as_shown = 0, written = 1 };

void write_heads(ByteWriter& out, const GroupState& state) {
  bool as_shown_used = false;
  out.number(state.heads.size());
  for (const auto& head : state.heads) {
    const bool as_shown = !as_shown_used && head.values == state.shown;
    write_origin(out, head.origin);
    out.byte(static_cast<std::uint8_t>(as_shown ? HeadValues::as_shown : HeadValues::written));
    if (!as_shown) write_values(out, head.values);
    write_values(out, head.displayed);
    as_shown_used |= as_shown;
  }
}

void read_heads(ByteReader& in, GroupState& state) {
  bool as_shown_used = false;
  state.heads.resize(in.bounded(std::min(kMaxHeads, in.left())));
  for (auto& head : state.heads) {
    head.origin = read_origin(in);
    const auto values = in.bounded(static_cast<std::uint64_t>(HeadValues::written));
    const bool as_shown = values == static_cast<std::uint64_t>(HeadValues::as_shown);
    if (as_shown && as_shown_used) in.reject();
    if (!in.ok()) return;
    head.values = as_shown ? state.shown : read_values(in);
    head.displayed = read_values(in);
    as_shown_used |= as_shown;
  }
}

bool ascending_by_edit(const std::vector<Head>& heads) {
  const auto not_below = [](const Head& a, const Head& b) { return a.origin.edit >= b.origin.edit; };
  return std::ranges::adjacent_find(heads, not_below) == heads.end();
}

Removal read_removal(ByteReader& in) {
  Removal removal;
  removal.origin = read_origin(in);
  removal.bases.resize(in.bounded(std::min(kMaxGroups, in.left())));
  GroupNumber before;
  for (auto& [group, base] : removal.bases) {
    before = group = read_group_number(in, before);
    read_base(in, base);
  }
  return removal;
}

}  // namespace

std::string encode_group(const GroupState& state) {
  ByteWriter out;
  write_group_number(out, state.number, {});
  write_version(out, state.version);
  write_values(out, state.shown);
  write_heads(out, state);
  return out.take();
}

Result<GroupState> decode_group(std::string_view bytes) {
  ByteReader in(bytes);
  GroupState state;
  state.number = read_group_number(in, {});
  state.version = read_version(in);
  state.shown = read_values(in);
  read_heads(in, state);
  if (!in.done() || !ascending_by_edit(state.heads)) return malformed("group", "row");
  return state;
}

std::string encode_removals(const std::vector<Removal>& removals) {
  ByteWriter out;
  out.number(removals.size());
  for (const auto& removal : removals) {
    write_origin(out, removal.origin);
    out.number(removal.bases.size());
    GroupNumber before;
    for (const auto& [group, base] : removal.bases) {
      write_group_number(out, group, before);
      write_base(out, base);
      before = group;
    }
  }
  return out.take();
}

Result<std::vector<Removal>> decode_removals(std::string_view bytes) {
  ByteReader in(bytes);
  std::vector<Removal> removals(in.bounded(std::min(kMaxRemovals, in.left())));
  for (auto& removal : removals) {
    removal = read_removal(in);
    if (!in.ok()) break;
  }
  if (!in.done()) return malformed("removals", "row");
  return removals;
}

}  // namespace minsync
