// How much of a message's limits an edit or a change uses. Bytes are counted from above: every number as if it took the
// ten bytes that it can.
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::size_t kNumberBytes = 10;
constexpr std::size_t kIdBytes = 18;

void add(Weight& weight, std::size_t parts, std::size_t bytes) {
  weight.parts += parts;
  weight.bytes += bytes;
}

struct ValueWeight {
  Weight operator()(const Null&) const { return {1, 1}; }
  Weight operator()(std::int64_t) const { return {1, 1 + kNumberBytes}; }
  Weight operator()(const std::string& text) const { return {1, 1 + 2 * kNumberBytes + text.size()}; }
  Weight operator()(const Options& options) const {
    Weight weight{1, 1 + 2 * kNumberBytes};
    for (const auto& option : options) add(weight, 2, 2 * kNumberBytes + option.size());
    return weight;
  }
  Weight operator()(const RecordId&) const { return {2, 1 + kNumberBytes + kIdBytes}; }
};

void add(Weight& weight, const std::vector<FieldValue>& values) {
  for (const auto& value : values) {
    const auto one = std::visit(ValueWeight{}, value);
    add(weight, one.parts, one.bytes);
  }
}

}  // namespace

Weight weight_of(const Edit& edit) {
  // The edit, its record's id, a form and a shape of its own.
  Weight weight{4, 12 * kNumberBytes + kIdBytes + edit.form.size() + edit.note.size()};
  for (const auto& change : edit.changes) {
    add(weight, 2, 8 * kNumberBytes);
    add(weight, change.values);
    add(weight, change.displayed);
    add(weight, change.base.own.size(), 4 * kNumberBytes * change.base.own.size());
    add(weight, 2 * change.decides.size(), (3 * kNumberBytes + kIdBytes) * change.decides.size());
  }
  return weight;
}

Weight weight_of(const RecordChange& change) {
  Weight weight{4, 14 * kNumberBytes + kIdBytes + change.form.size()};
  for (const auto& group : change.state.groups) {
    add(weight, 3, 10 * kNumberBytes);
    add(weight, group.shown);
    for (const auto& head : group.heads) {
      add(weight, 3, 11 * kNumberBytes + kIdBytes);
      add(weight, head.values);
      add(weight, head.displayed);
    }
  }
  for (const auto& removal : change.state.removals) {
    add(weight, 3, 9 * kNumberBytes + kIdBytes);
    for (const auto& [group, base] : removal.bases) {
      add(weight, 1 + base.own.size(), 5 * kNumberBytes + 4 * kNumberBytes * base.own.size());
    }
  }
  return weight;
}

}  // namespace minsync
