#include "tests/fuzz/hub_world.h"

#include "hub/api/exchange.h"
#include "hub/ingest/committer.h"
#include "hub/ingest/own_edits.h"
#include "sync_protocol/codec/codec.h"
#include "tests/fuzz/household.h"

namespace minsync::fuzz {
namespace {

constexpr std::int64_t kNow = 1'480'000'000'000;
constexpr const char* kCounty = "330106";

}  // namespace

HubWorld& HubWorld::get() {
  static HubWorld world;
  return world;
}

HubWorld::HubWorld()
    : forms_(*FormCatalogue::load()),
      context_{forms_, Divisions::built_in(), kNow, "tag key"},
      keys_{PrivateKey::generate(), PrivateKey::generate(), PrivateKey::generate()} {
  const auto folder = folder_.path().string();
  MINSYNC_ASSERT(create_hub_store(folder, forms_));
  store_ = std::move(open_hub_store(folder, forms_).value());
  add_devices();
  MINSYNC_ASSERT(run_in_transaction(*store_, [this](HubStore& store) { return add_households(store); }));
}

void HubWorld::add_devices() {
  const UnitId county = context_.divisions.find_code(kCounty)->id;
  const auto townships = context_.divisions.children(county);
  for (std::uint8_t i = 0; i < kDevices; ++i) {
    auto& device = devices_[i];
    device.id = device_id(static_cast<std::uint8_t>(i + 1));
    device.role = i == 1 ? Role::county : Role::township;
    device.unit = i == 1 ? county : townships[i]->id;
    device.public_key = keys_[i].public_key().point();
  }
}

Status HubWorld::add_households(HubStore& store) {
  for (const auto& device : devices_) MINSYNC_TRY(store.add_device(device));
  Batch batch;
  batch.device = devices_[0].id;
  batch.incarnation = Incarnation{1};
  batch.partition = partition();
  for (std::uint8_t i = 1; i <= kHouseholds; ++i) {
    const EditId id{batch.device, batch.incarnation, Sequence{i}};
    batch.edits.push_back(creation_of(form(), id, record_id(i), devices_[0].unit, household_fields()));
  }
  for (const auto* state : {"accepted", "checking", "surveyed", "reviewed", "announced"}) {
    const EditId id{batch.device, batch.incarnation, Sequence{batch.edits.size() + 1}};
    Edit edit = creation_of(form(), id, record_id(kHouseholds), {}, {{"status", state}});
    edit.kind = EditKind::change;
    batch.edits.push_back(std::move(edit));
  }
  MINSYNC_ASSIGN(const auto report, ingest_batch(store, context_, devices_[0], batch, sign(0, encode_batch(batch))));
  MINSYNC_ASSERT(report.merged == kEditsMade);
  return {};
}

std::string HubWorld::sign(std::size_t device, std::string bytes) const {
  return sign_message(keys_[device % kDevices], std::move(bytes));
}

void HubWorld::undo_after(const std::function<void(HubStore&)>& work) {
  MINSYNC_ASSERT(store_->begin_write());
  work(*store_);
  store_->rollback();
}

Result<SyncAnswer> HubWorld::sync(HubStore& store, const std::string& body) {
  MINSYNC_ASSIGN(auto request, read_sync_request(store, body));
  Taken taken;
  for (std::size_t step = 0; step < steps_of(request); ++step) {
    read_step(context_.forms, request, step);
    MINSYNC_TRY(take_step(store, context_, request, step, taken));
  }
  return read_sync_answer(store, context_, request, std::move(taken));
}

}  // namespace minsync::fuzz
