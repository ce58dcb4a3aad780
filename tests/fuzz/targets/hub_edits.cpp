// Three devices' days at the hub: batches of edits made from the input's choices, repeats, pulls.
#include <utility>

#include "shared/crypto/edit_digest.h"
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/edit_maker.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/household.h"
#include "tests/fuzz/hub_world.h"

namespace minsync::fuzz {
namespace {

constexpr int kMostRounds = 8, kMostEdits = 4;
constexpr std::uint8_t kRecords = 5;  // the world's households, members and records still to be made

class Day {
 public:
  Day(HubStore& store, FuzzedDataProvider& input) : store_(store), input_(input) {
    last_sequence_.fill(Sequence{kEditsMade});
  }

  void round();
  void check_records();

 private:
  std::vector<Sequence> next_sequences();
  std::string batch();
  Edit edit(EditMaker& maker, Sequence sequence);
  std::optional<SyncAnswer> send(const std::string& batch);
  void check_repeat(const std::string& batch, const SyncAnswer& first);
  const Form& form_of(std::uint8_t record) const { return record == kRecords ? world_.member_form() : world_.form(); }

  HubWorld& world_ = HubWorld::get();
  HubStore& store_;
  FuzzedDataProvider& input_;
  std::size_t device_ = 0;
  std::array<Sequence, kDevices> last_sequence_;
  std::array<std::vector<Sequence>, kDevices> left_out_;
  std::map<EditId, EditDigest> own_;  // of all devices
  std::array<std::uint64_t, kDevices> counters_{};
  std::array<std::uint64_t, kDevices> receipt_cursors_{};
  std::array<std::vector<Cursor>, kDevices> cursors_;
};

Edit Day::edit(EditMaker& maker, Sequence sequence) {
  const auto number = input_.ConsumeIntegralInRange<std::uint8_t>(1, kRecords);
  const Form& form = form_of(number);
  const auto stored = store_.records().load(form, record_id(number));
  require(stored.has_value(), "a record can be read");
  const EditId id{world_.device(device_).id, Incarnation{1}, sequence};
  return maker.make(form, id, record_id(number), world_.device(device_).unit, *stored ? &(*stored)->state : nullptr);
}

// Mostly the next ones; now and then those that were left out before, or, as from a copy of the device, old ones again.
std::vector<Sequence> Day::next_sequences() {
  auto& last = last_sequence_[device_];
  auto& left_out = left_out_[device_];
  if (!left_out.empty() && input_.ConsumeIntegralInRange<int>(0, 2) == 2) return std::exchange(left_out, {});
  if (input_.ConsumeIntegralInRange<int>(0, 15) == 15) {
    last = Sequence{kEditsMade};
    left_out.clear();
  }
  std::vector<Sequence> next;
  const auto count = input_.ConsumeIntegralInRange<int>(0, kMostEdits);
  for (int i = 0; i < count; ++i) {
    ++last.value;
    const bool leave_out = input_.ConsumeIntegralInRange<int>(0, 4) == 4;
    (leave_out ? left_out : next).push_back(last);
  }
  return next;
}

std::string Day::batch() {
  Batch batch;
  batch.device = world_.device(device_).id;
  batch.incarnation = Incarnation{1};
  batch.partition = world_.partition();
  EditMaker maker(input_, store_.partition(world_.partition()).value().last, own_);
  for (const auto sequence : next_sequences()) {
    batch.edits.push_back(edit(maker, sequence));
    own_[batch.edits.back().id] = edit_digest(batch.edits.back());
  }
  if (batch.edits.empty()) return {};
  const auto bytes = encode_batch(batch);
  const auto read = decode_batch(bytes);
  require(read && *read == batch, "a batch is read as it was written");
  return world_.sign(device_, bytes);
}

std::optional<SyncAnswer> Day::send(const std::string& batch) {
  SyncRequest request;
  request.device = world_.device(device_).id;
  request.incarnation = Incarnation{1};
  request.counter = ++counters_[device_];
  request.epoch = 1;
  request.answer_bytes = 1 << 20;
  request.receipt_cursor = receipt_cursors_[device_];
  request.cursors = cursors_[device_];
  request.batches = {batch};
  require(store_.savepoint().has_value(), "a savepoint can be set");
  auto answer = world_.sync(store_, world_.sign(device_, encode_request(request)));
  if (!answer) {
    std::fprintf(stderr, "%s\n", answer.error().id.c_str());
    require(answer.error().kind == FaultKind::not_allowed, "a device's batch is taken, or refused as a copy's");
    require(store_.rollback_to().has_value(), "a piece of work can be undone");
    return std::nullopt;
  }
  require(store_.release().has_value(), "a savepoint can be released");
  const auto read = decode_answer(encode_answer(*answer));
  require(read && *read == *answer, "an answer is read as it was written");
  receipt_cursors_[device_] = answer->receipt_cursor;
  cursors_[device_].clear();
  for (const auto& changes : answer->partitions) cursors_[device_].push_back(changes.cursor);
  return std::move(*answer);
}

std::map<EditId, Version> versions_of(const std::vector<ReceiptRange>& ranges, DeviceId device) {
  std::map<EditId, Version> versions;
  for (const auto& range : ranges) {
    for (std::uint64_t i = 0; i < range.count; ++i) {
      const EditId id{device, range.incarnation, Sequence{range.first.value + i}};
      versions[id] = Version{range.version.value + i};
    }
  }
  return versions;
}

// What was sent before is known.
void Day::check_repeat(const std::string& batch, const SyncAnswer& first) {
  const auto before = store_.partition(world_.partition()).value();
  const auto again = send(batch);
  require(again.has_value(), "a batch may be sent again");
  const auto device = world_.device(device_).id;
  require(versions_of(again->received, device) == versions_of(first.received, device),
          "a batch that is sent again gets the same versions");
  const auto after = store_.partition(world_.partition()).value();
  require(after.last == before.last && after.entries == before.entries, "a repeat leaves no trace in the journal");
}

void Day::round() {
  device_ = input_.ConsumeIntegralInRange<std::size_t>(0, kDevices - 1);
  const auto sent = batch();
  const auto answer = send(sent);
  if (answer && !sent.empty() && input_.ConsumeBool()) check_repeat(sent, *answer);
}

// What stands in the store is what merging made of it: shown follows from the state.
void Day::check_records() {
  for (std::uint8_t number = 1; number <= kRecords; ++number) {
    auto stored = store_.records().load(form_of(number), record_id(number));
    require(stored.has_value(), "a record can be read");
    if (!*stored) continue;
    StoredRecord derived = **stored;
    show_state(form_of(number), derived);
    require(derived.shown == (*stored)->shown && derived.deleted == (*stored)->deleted, "shown follows from the state");
  }
}

}  // namespace

void run(std::string_view input) {
  FuzzedDataProvider provider(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  HubWorld::get().undo_after([&](HubStore& store) {
    Day day(store, provider);
    for (int i = 0; i < kMostRounds && provider.remaining_bytes() > 0; ++i) day.round();
    day.check_records();
  });
}

}  // namespace minsync::fuzz
