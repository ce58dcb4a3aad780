#include "shared/store/record_packing.h"

#include <algorithm>

#include "sync_protocol/codec/bytes.h"

namespace minsync {
namespace {

enum class Mark : std::uint8_t { absent = 0, plain = 1, same_as_before = 2, extra = 3, plain_former = 4 };

struct Slot {
  Mark mark = Mark::absent;
  Origin origin;
  bool operator==(const Slot&) const = default;
};

void write_origin(ByteWriter& out, const Origin& origin) {
  out.number(origin.version.value);
  out.number(origin.stamp.value);
  out.uuid(origin.edit.device.value);
  out.number(origin.edit.incarnation.value);
  out.number(origin.edit.sequence.value);
  out.byte(origin.rank);
  if (origin.former.value != 0) out.number(origin.former.value);
}

Mark mark_of(const Origin& origin) {
  return origin.former.value == 0 ? Mark::plain : Mark::plain_former;
}

void write_run(ByteWriter& out, Mark mark, GroupNumber last, const Origin& origin) {
  out.byte(static_cast<std::uint8_t>(mark));
  out.number(last.value);
  if (mark == Mark::plain || mark == Mark::plain_former) write_origin(out, origin);
}

Origin read_origin(ByteReader& in, Mark mark) {
  Origin origin;
  origin.version.value = in.number();
  origin.stamp.value = in.number();
  origin.edit.device.value = in.uuid();
  origin.edit.incarnation.value = static_cast<std::uint32_t>(in.bounded(UINT32_MAX));
  origin.edit.sequence.value = in.number();
  origin.rank = in.byte();
  if (mark == Mark::plain_former) origin.former.value = in.number();
  return origin;
}

Slot slot_for(const GroupRule& rule, const RecordState& state, const std::vector<GroupNumber>& extra) {
  const GroupState* group = state.group(rule.number);
  if (group == nullptr) return {};
  if (std::ranges::binary_search(extra, rule.number)) return {Mark::extra, {}};
  return {Mark::plain, group->heads.front().origin};
}

bool are_shown(const GroupRule& rule, const std::vector<FieldValue>& values, const FieldValues& shown) {
  if (values.size() != rule.fields.size()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto found = shown.find(rule.fields[i]);
    if (found == shown.end() ? !is_null(values[i]) : found->second != values[i]) return false;
  }
  return true;
}

}  // namespace

bool is_plain(const GroupRule& rule, const GroupState& state, const FieldValues& shown) {
  if (state.heads.size() != 1 || !are_shown(rule, state.shown, shown)) return false;
  const Head& head = state.heads.front();
  if (head.origin.version != state.version || !head.displayed.empty()) return false;
  return rule.policy == MergePolicy::sum ? head.values.empty() : head.values == state.shown;
}

std::string pack_record(const Form& form, const RecordState& state, const std::vector<GroupNumber>& extra) {
  ByteWriter out;
  out.number(state.birth.value);
  out.number(state.version.value);
  const auto slot_at = [&](std::size_t i) { return slot_for(form.groups[i], state, extra); };
  Origin last;
  for (std::size_t i = 0; i < form.groups.size();) {
    const Slot slot = slot_at(i);
    std::size_t end = i + 1;
    while (end < form.groups.size() && slot_at(end) == slot) ++end;
    const bool repeated = slot.mark == Mark::plain && slot.origin == last;
    const Mark mark = repeated ? Mark::same_as_before : slot.mark == Mark::plain ? mark_of(slot.origin) : slot.mark;
    write_run(out, mark, form.groups[end - 1].number, slot.origin);
    if (slot.mark == Mark::plain) last = slot.origin;
    i = end;
  }
  return out.take();
}

std::string pack_new_record(const Form& form, const Origin& origin, const std::vector<bool>& present) {
  ByteWriter out;
  out.number(origin.version.value);
  out.number(origin.version.value);
  Mark mark = mark_of(origin);
  for (std::size_t i = 0; i < form.groups.size();) {
    std::size_t end = i + 1;
    while (end < form.groups.size() && present[end] == present[i]) ++end;
    write_run(out, present[i] ? mark : Mark::absent, form.groups[end - 1].number, origin);
    if (present[i]) mark = Mark::same_as_before;
    i = end;
  }
  return out.take();
}

Result<Unpacked> unpack_record(const Form& form, std::string_view bytes) {
  ByteReader in(bytes);
  Unpacked record;
  record.birth.value = in.number();
  record.version.value = in.number();
  Origin last;
  std::size_t next = 0;
  while (in.left() > 0) {
    const auto mark = static_cast<Mark>(in.byte());
    const auto up_to = in.bounded(UINT16_MAX);
    const bool plain = mark == Mark::plain || mark == Mark::plain_former;
    if (plain) last = read_origin(in, mark);
    for (; next < form.groups.size() && form.groups[next].number.value <= up_to; ++next) {
      const GroupNumber group = form.groups[next].number;
      if (mark == Mark::extra) record.extra.push_back(group);
      if (plain || mark == Mark::same_as_before) record.plain.push_back({group, last});
    }
  }
  if (!in.ok()) return fail(FaultKind::integrity, "common.damaged", {form.name});
  return record;
}

}  // namespace minsync
