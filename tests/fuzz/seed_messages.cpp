#include <random>

#include "hub/ingest/own_edits.h"
#include "shared/store/record_packing.h"
#include "sync_protocol/codec/bundle.h"
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/household.h"
#include "tests/fuzz/hub_world.h"
#include "tests/fuzz/seeds.h"
#include "tests/unit/codec/generate.h"

namespace minsync::fuzz {
namespace {

std::string with_choice(std::size_t choice, std::string_view bytes) {
  return static_cast<char>(choice) + std::string(bytes);
}

void write_generated(const SeedFolder& seeds) {
  test::Generator make(1);
  for (int i = 0; i < 6; ++i) {
    const auto number = std::to_string(i);
    const auto batch = encode_batch(make.batch(static_cast<std::size_t>(i)));
    const auto answer = encode_answer(make.answer(static_cast<std::size_t>(i)));
    seeds.write("batch", "sent" + number, batch);
    seeds.write("batch", "wrapped" + number, wrapped(batch));
    seeds.write("answer", "sent" + number, answer);
    seeds.write("answer", "wrapped" + number, wrapped(answer));
    auto request = make.request();
    for (auto& bytes : request.batches) bytes.resize(std::min<std::size_t>(bytes.size(), 100));
    seeds.write("request", "sent" + number, encode_request(request));
    seeds.write("pieces", "edit" + number, with_choice(0, encode_edit(make.edit())));
    seeds.write("pieces", "group" + number, with_choice(1, encode_group(make.group_state(GroupNumber{3}))));
    seeds.write("pieces", "removals" + number, with_choice(2, encode_removals(make.removals())));
    seeds.write("pieces", "receipt" + number, with_choice(3, encode_receipt(make.receipt())));
  }
}

void write_bundles(const SeedFolder& seeds) {
  test::Generator make(2);
  auto asking = make.request();
  asking.batches.clear();
  asking.evidence.clear();
  asking.known.clear();
  asking.relayed.clear();
  const auto evidence = make.request().evidence;
  const BundlePart part{encode_batch(make.batch(1)), evidence};
  seeds.write("bundle", "head", with_choice(0, encode_bundle_head({asking, {7}, std::string(65, '\4'), {{9, {}}}})));
  seeds.write("bundle", "part", with_choice(1, encode_bundle_part(part)));
  seeds.write("bundle", "down", with_choice(2, encode_down_bundle({asking, {7}, {encode_answer(make.answer(1))}})));
  seeds.write("bundle", "relayed", with_choice(3, encode_relayed_part({"head", 1, "part"})));
  seeds.write("bundle", "became",
              with_choice(4, encode_relayed_answer({{}, {7}, 1, UnitId{9}, "why", {"a"}, 1, 2, 3, 4, 5, ""})));
  seeds.write("bundle", "signed", with_choice(5, "anything"));
}

Edit household_edit(const HubWorld& world, std::uint64_t sequence, std::uint8_t record) {
  const EditId id{world.device(0).id, Incarnation{1}, Sequence{sequence}};
  return creation_of(world.form(), id, record_id(record), world.device(0).unit, household_fields());
}

// The groups of a household's creation as changes that stand on it.
Edit change_of(const HubWorld& world, std::uint64_t sequence, Version version) {
  Edit edit = household_edit(world, sequence, 1);
  edit.kind = EditKind::change;
  edit.unit = {};
  edit.seen = version;
  edit.changes.resize(6);
  for (auto& change : edit.changes) {
    change.base.version = version;
    if (change.group.value % 2 == 0) change.displayed = change.values;
  }
  return edit;
}

std::string request_seed(const HubWorld& world, const SyncRequest& request, const std::vector<Edit>& edits) {
  const auto head = encode_request(request);
  std::string seed(1, '\0');
  seed += static_cast<char>(head.size() & 0xff);
  seed += static_cast<char>(head.size() >> 8);
  seed += head;
  if (edits.empty()) return seed;
  Batch batch;
  batch.device = world.device(0).id;
  batch.incarnation = Incarnation{1};
  batch.partition = world.partition();
  batch.edits = edits;
  const auto parts = wrapped(encode_batch(batch));
  const auto payload = parts.substr(1 + static_cast<std::uint8_t>(parts.front()));
  return seed + static_cast<char>(edits.size()) + payload;
}

void write_hub(const SeedFolder& seeds) {
  auto& world = HubWorld::get();
  world.undo_after([&](HubStore& store) {
    const auto partition = store.partition(world.partition()).value();
    SyncRequest request;
    request.device = world.device(0).id;
    request.incarnation = Incarnation{1};
    request.counter = 1;
    request.epoch = 1;
    request.answer_bytes = 65536;
    Cursor cursor;
    cursor.partition = partition.id;
    cursor.version = partition.last;
    std::copy_n(partition.chain.begin(), cursor.chain.size(), cursor.chain.begin());
    seeds.write("hub_request", "first", request_seed(world, request, {}));
    seeds.write("hub_request", "as_it_is", with_choice(0x80, encode_request(request)));
    request.cursors = {cursor};
    seeds.write("hub_request", "cursor", request_seed(world, request, {}));
    seeds.write("hub_request", "creation", request_seed(world, request, {household_edit(world, 8, 3)}));
    seeds.write("hub_request", "change", request_seed(world, request, {change_of(world, 9, partition.last)}));
    Edit removal = change_of(world, 10, partition.last);
    removal.kind = EditKind::remove;
    for (auto& change : removal.changes) change.values.clear(), change.displayed.clear();
    seeds.write("hub_request", "several",
                request_seed(world, request, {household_edit(world, 8, 3), change_of(world, 9, {}), removal}));
  });
  std::mt19937 random(1);
  for (int i = 0; i < 4; ++i) {
    std::string bytes(400, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() & 0xff);
    seeds.write("hub_edits", "chance" + std::to_string(i), bytes);
  }
}

void write_packed(const SeedFolder& seeds) {
  auto& world = HubWorld::get();
  const auto forms = FormCatalogue::load().value();
  std::size_t choice = 0;
  while (forms.forms()[choice]->name != world.form().name) ++choice;
  world.undo_after([&](HubStore& store) {
    const auto record = store.records().load(world.form(), record_id(1)).value().value();
    const auto extra = world.form().groups[4].number;
    seeds.write("packing", "plain", with_choice(choice, pack_record(world.form(), record.state, {})));
    seeds.write("packing", "extra", with_choice(choice, pack_record(world.form(), record.state, {extra})));
  });
}

}  // namespace

void write_message_seeds(const SeedFolder& seeds) {
  write_generated(seeds);
  write_bundles(seeds);
  write_hub(seeds);
  write_packed(seeds);
}

}  // namespace minsync::fuzz
