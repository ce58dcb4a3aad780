#include "generate.h"

#include <algorithm>
#include <limits>
#include <set>

namespace minsync::test {
namespace {

constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();

const std::vector<std::string> kTexts{"",
                                      "a",
                                      "张三丰",
                                      "𠮷野家·阿卜杜拉",
                                      "11010519491231002X",
                                      "440524188001010014",
                                      "110105194912310021",
                                      "同一个答案",
                                      std::string(700, 'x')};

}  // namespace

std::uint64_t Generator::number() {
  switch (below(6)) {
    case 0:
      return 0;
    case 1:
      return kMost - below(2);
    case 2:
      return random_();
    case 3:
      return std::uint64_t{1} << 63;
    default:
      return below(300);
  }
}

Uuid Generator::uuid() {
  if (!known_.empty() && one_in(3)) return known_[below(known_.size())];
  std::array<std::uint8_t, 10> bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
  auto id = Uuid::version7(1'780'000'000'000 + below(100'000), bytes);
  if (one_in(50)) id.bytes[6] = bytes[0];
  if (one_in(50)) id = Uuid{};
  known_.push_back(id);
  return id;
}

std::string Generator::text() {
  if (one_in(3)) return kTexts[below(kTexts.size())];
  std::string out;
  for (auto n = below(12); n > 0; --n) out += static_cast<char>('0' + below(40));
  return out;
}

FieldValue Generator::value() {
  switch (below(5)) {
    case 0:
      return Null{};
    case 1:
      return static_cast<std::int64_t>(number());
    case 2:
      return text();
    case 3: {
      std::set<std::string> options;
      for (auto n = below(5); n > 0; --n) options.insert(text().substr(0, 9));
      std::erase_if(options, [](const std::string& option) { return option.starts_with('\xf0') || option.empty(); });
      return Options(options.begin(), options.end());
    }
    default:
      return RecordId{uuid()};
  }
}

std::vector<FieldValue> Generator::values() {
  std::vector<FieldValue> values(one_in(40) ? kMaxFieldsInGroup : one_in(4) ? below(4) : 1);
  for (auto& one : values) one = value();
  return values;
}

Version Generator::version() {
  return one_in(3) ? Version{number()} : Version{(std::uint64_t{2} << kVersionEpochShift) + below(100'000)};
}

EditId Generator::edit_id() {
  return {DeviceId{uuid()}, Incarnation{static_cast<std::uint32_t>(number())}, Sequence{number()}};
}

Origin Generator::origin() {
  return {edit_id(), version(), stamp(), static_cast<std::uint8_t>(below(256)), one_in(5) ? version() : Version{}};
}

Base Generator::base(Sequence before) {
  Base base{version(), {}, {}};
  if (!one_in(5)) return base;
  std::uint64_t last = 0;
  for (auto n = below(6); n > 0; --n) {
    const auto first = last + (last == 0 ? 1 : 2) + below(1000);
    if (first < last || first >= before.value) break;
    const auto room = before.value - 1 - first;
    last = first + std::min(room, number() / 5);
    base.own.push_back({Incarnation{static_cast<std::uint32_t>(below(3))}, Sequence{first}, Sequence{last}});
  }
  if (!base.own.empty()) base.own_digest.value = number();
  return base;
}

GroupChange Generator::group_change(GroupNumber group, Sequence sequence) {
  GroupChange change{group, base(sequence), values(), {}, {}};
  if (one_in(4)) change.displayed = values();
  if (one_in(20)) change.decides.resize(below(4));
  for (auto& id : change.decides) id = edit_id();
  return change;
}

Edit Generator::edit() {
  Edit edit;
  edit.id = edit_id();
  edit.id.sequence.value += edit.id.sequence.value == 0 ? 1 : 0;
  edit.kind = static_cast<EditKind>(below(3));
  edit.record = RecordId{uuid()};
  edit.form = one_in(2) ? "户籍" : "household" + std::to_string(below(3));
  edit.form_version = static_cast<std::uint32_t>(one_in(3) ? number() : 1);
  edit.unit = UnitId{static_cast<std::uint32_t>(number())};
  edit.seen = version();
  edit.stamp = stamp();
  edit.note = one_in(4) ? text() : "";
  std::uint16_t group = 0;
  for (auto n = one_in(200) ? kMaxGroups : below(8); n > 0; --n) {
    group = static_cast<std::uint16_t>(group + 1 + below(one_in(9) ? 100 : 2));
    edit.changes.push_back(group_change(GroupNumber{group}, edit.id.sequence));
  }
  return edit;
}

GroupState Generator::group_state(GroupNumber number_) {
  GroupState state{number_, version(), values(), {}};
  std::set<EditId> ids;
  for (auto n = one_in(5) ? below(6) : 1; n > 0; --n) ids.insert(edit_id());
  for (const auto& id : ids) {
    Head head{origin(), one_in(2) ? state.shown : values(), {}};
    head.origin.edit = id;
    if (one_in(3)) head.origin.version = state.version;
    if (one_in(6)) head.values.clear();
    if (one_in(3)) head.displayed = values();
    state.heads.push_back(head);
  }
  return state;
}

std::vector<Removal> Generator::removals() {
  std::vector<Removal> removals(one_in(3) ? below(4) : 0);
  for (auto& removal : removals) {
    removal.origin = origin();
    std::uint16_t group = 0;
    for (auto n = below(6); n > 0; --n) {
      group = static_cast<std::uint16_t>(group + 1 + below(100));
      removal.bases.emplace_back(GroupNumber{group}, base(removal.origin.edit.sequence));
    }
  }
  return removals;
}

Receipt Generator::receipt() {
  Receipt receipt{number(),
                  Incarnation{static_cast<std::uint32_t>(number())},
                  Sequence{number()},
                  EditDigest{number()},
                  static_cast<ReceiptKind>(below(5)),
                  version(),
                  stamp(),
                  number(),
                  {},
                  {},
                  {},
                  {}};
  for (auto n = below(4); n > 0; --n) {
    receipt.outcomes.push_back(
        {GroupNumber{static_cast<std::uint16_t>(below(0x10000))}, static_cast<Outcome>(below(4))});
  }
  if (one_in(2)) {
    receipt.reason = "ingest.stale";
    receipt.args.resize(below(4));
    for (auto& arg : receipt.args) arg = text();
    receipt.field = "户主";
  }
  return receipt;
}

Batch Generator::batch(std::size_t edits) {
  Batch batch{DeviceId{uuid()}, Incarnation{static_cast<std::uint32_t>(number())}, PartitionId{3301}, {}};
  std::uint64_t sequence = below(1'000'000);
  for (std::size_t i = 0; i < edits; ++i) {
    auto& made = batch.edits.emplace_back(edit());
    sequence += one_in(10) ? 1 + below(1000) : 1;
    made.id = {batch.device, batch.incarnation, Sequence{sequence}};
    for (auto& change : made.changes) change.base = base(made.id.sequence);
  }
  return batch;
}

RecordChange Generator::record_change() {
  RecordChange change;
  change.form = one_in(2) ? "户籍" : "household" + std::to_string(below(3));
  auto& state = change.state;
  state.id = RecordId{uuid()};
  state.unit = UnitId{static_cast<std::uint32_t>(number())};
  state.birth = version();
  state.version = version();
  state.deleted = one_in(9);
  change.left = !state.deleted && one_in(9);
  std::uint16_t group = 0;
  for (auto n = one_in(300) ? kMaxGroups : below(8); n > 0; --n) {
    group = static_cast<std::uint16_t>(group + 1 + below(one_in(9) ? 100 : 2));
    state.groups.push_back(group_state(GroupNumber{group}));
    auto& heads = state.groups.back().heads;
    if (one_in(2) && !heads.empty() && state.groups.front().heads.size() == 1) {
      heads.resize(1);  // most groups of a record were last changed by the same edit
      heads[0].origin = state.groups.front().heads[0].origin;
    }
  }
  state.removals = removals();
  return change;
}

SyncAnswer Generator::answer(std::size_t records) {
  SyncAnswer answer;
  answer.counter = number();
  answer.epoch = static_cast<std::uint16_t>(number());
  answer.clock_ms = number();
  answer.receipt_cursor = number();
  for (auto n = below(4); n > 0; --n) {
    const Incarnation incarnation{static_cast<std::uint32_t>(number())};
    answer.received.push_back({incarnation, Sequence{number()}, number(), version(), stamp(), number()});
  }
  answer.incarnation_spent = one_in(4);
  answer.copied = one_in(4);
  for (auto n = one_in(3) ? below(4) : 0; n > 0; --n) answer.unread.push_back({number()});
  if (one_in(4)) answer.relayed = "relayed";
  if (one_in(3)) answer.audit = AuditTold{one_in(2) ? 0u : 1u << 20, {1, 2, 3}, {255}};
  for (auto n = one_in(3) ? below(4) : 0; n > 0; --n) {
    answer.kept.push_back({Incarnation{1}, Sequence{number()}, number(), version(), EditDigest{number()}});
  }
  for (auto n = one_in(2) ? below(20) : 0; n > 0; --n) answer.receipts.push_back(receipt());
  answer.partitions.resize(records > 0 ? 1 + below(3) : below(3));
  for (auto& partition : answer.partitions) {
    partition.cursor = {PartitionId{static_cast<std::uint32_t>(number())}, version(), {}};
    partition.cursor.whole.value = below(2) == 0 ? partition.cursor.version.value : partition.cursor.version.value / 2;
    for (auto& byte : partition.cursor.chain) byte = static_cast<std::uint8_t>(below(256));
    partition.complete = one_in(2);
    partition.anew = one_in(4);
    if (one_in(3)) partition.backed_up = version();
    for (auto blocks = below(3); blocks > 0; --blocks)
      partition.same.push_back(static_cast<std::uint32_t>(below(4096)));
  }
  for (; records > 0; --records) {
    answer.partitions[below(answer.partitions.size())].records.push_back(record_change());
  }
  return answer;
}

SyncRequest Generator::request() {
  SyncRequest request;
  request.device = DeviceId{uuid()};
  request.incarnation = Incarnation{static_cast<std::uint32_t>(number())};
  request.counter = number();
  request.epoch = static_cast<std::uint16_t>(number());
  request.clock_ms = number();
  request.receipt_cursor = number();
  request.answer_bytes = static_cast<std::uint32_t>(number());
  request.cursors.resize(below(4));
  for (auto& cursor : request.cursors) {
    cursor = {PartitionId{static_cast<std::uint32_t>(number())}, version(), {}};
    cursor.whole.value = below(2) == 0 ? cursor.version.value : cursor.version.value / 2;
    for (auto& byte : cursor.chain) byte = static_cast<std::uint8_t>(below(256));
  }
  request.receipted_incarnation.value = static_cast<std::uint32_t>(number());
  request.receipted.value = number();
  if (request.receipted.value != 0) request.receipted_digest.value = number();
  for (auto n = below(3); n > 0; --n) {
    request.evidence.push_back({Incarnation{2}, Sequence{number()}, number(), version(), stamp(), number()});
  }
  for (auto n = below(3); n > 0; --n) {
    auto& known = request.known.emplace_back(KnownBlocks{PartitionId{static_cast<std::uint32_t>(below(1000))}, {}});
    Version end;
    for (auto blocks = below(5); blocks > 0; --blocks) {
      end.value += 1 + below(1u << 20);
      known.blocks.push_back({end, number()});
    }
  }
  if (one_in(3)) request.relayed = text();
  if (one_in(2)) request.audit_seen = one_in(2) ? 0u : 1u << 20;
  if (request.audit_seen && one_in(2)) request.answered = below(1u << 20);
  if (one_in(2)) request.batches.push_back("edits" + text());
  const bool further = request.answered && !request.batches.empty() && one_in(2);
  for (auto n = further ? 1 + below(kMaxRequestBatches - 1) : 0; n > 0; --n) request.batches.push_back("more" + text());
  return request;
}

}  // namespace minsync::test
