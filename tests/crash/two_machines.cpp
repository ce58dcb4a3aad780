#include "tests/crash/two_machines.h"

#include <sqlite3.h>

#include "client/store/hub_answer.h"
#include "client/store/local_edits.h"
#include "hub/api/exchange.h"
#include "hub/ingest/committer.h"
#include "shared/sealing/folder_keys.h"
#include "sync_protocol/codec/codec.h"
#include "tests/crash/points.h"
#include "tests/crash/store_checks.h"

namespace minsync {
namespace {

constexpr std::uint64_t kNow = 1'800'000'000'000, kLater = kNow + 60'000;
constexpr std::size_t kRecords = 16, kSeenByCounty = 5, kPending = 9;

template <typename T>
T checked(Result<T> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().id.c_str());
  MINSYNC_ASSERT(result);
  return std::move(result).value();
}

void checked(const Status& status) {
  if (!status) std::fprintf(stderr, "%s\n", status.error().id.c_str());
  MINSYNC_ASSERT(status);
}

const Form& household(const FormCatalogue& forms) {
  return *forms.find("dibao_household");
}

FieldNumber field(const FormCatalogue& forms, const std::string& name) {
  return household(forms).field(name)->number;
}

UnitId unit_of(const std::string& code) {
  return Divisions::built_in().find_code(code)->id;
}

FieldValues household_of(const FormCatalogue& forms, std::size_t number) {
  const std::string text = std::to_string(number);
  return {{field(forms, "householder"), FieldValue("户主" + text)},
          {field(forms, "phone"), FieldValue("0571-" + text)},
          {field(forms, "address"), FieldValue(std::string(120, 'a'))},
          {field(forms, "survey_opinion"), FieldValue(std::string(600 + 80 * number, 'b') + text)}};
}

}  // namespace

class ClientAtWork : public OpenStore {
 public:
  ClientAtWork(TwoMachines& world, std::unique_ptr<ClientStore> store, bool saves)
      : world_(world), store_(std::move(store)), saves_(saves) {}
  Status work() override {
    if (saves_) return world_.save_on(*store_);
    MINSYNC_TRY(store_answer(*store_, world_.answer_, world_.asked_, kLater + 50));
    return {};
  }
  Status check() override { return check_client(*store_); }

 private:
  TwoMachines& world_;
  std::unique_ptr<ClientStore> store_;
  bool saves_;
};

class HubAtWork : public OpenStore {
 public:
  HubAtWork(TwoMachines& world, std::unique_ptr<HubStore> store) : world_(world), store_(std::move(store)) {}
  Status work() override { return world_.ingest_at(*store_, world_.office_, world_.batch_, nullptr); }
  Status check() override { return check_hub(*store_, world_.forms_); }

 private:
  TwoMachines& world_;
  std::unique_ptr<HubStore> store_;
};

TwoMachines& TwoMachines::built() {
  static TwoMachines machines;
  return machines;
}

// The files are left as a running process has them: the newest transactions still in the log.
TwoMachines::TwoMachines()
    : forms_(checked(FormCatalogue::load())),
      context_{forms_, Divisions::built_in(), static_cast<std::int64_t>(kNow), "tag key"} {
  seed_sqlite(1);
  if (sealing_on()) {
    for (const auto* disk : {&office_disk_, &county_disk_, &hub_disk_}) {
      remember_ring(disk->folder(), std::make_shared<const KeyRing>(KeyRing::make()));
    }
  }
  make_hub();
  auto office = open_client(office_disk_);
  auto county = open_client(county_disk_);
  auto hub = open_hub();  // as long as it is open, the log stays
  write_records(*office);
  exchange(*office, office_);
  exchange(*county, county_);
  office_older_ = office_disk_.snapshot();
  hub_older_ = hub_disk_.snapshot();
  hub = nullptr;
  hub = open_hub();
  change_records(*county, 0, kSeenByCounty, "phone", "county");
  exchange(*county, county_);
  change_records(*county, 0, kSeenByCounty, "survey_opinion", "the county's opinion");
  exchange(*county, county_);
  office = nullptr;
  office = open_client(office_disk_);
  change_records(*office, 0, kPending, "phone", "office");
  change_records(*office, 3, kPending + 3, "survey_opinion", "the office's opinion");
  office_start_ = office_disk_.snapshot();
  hub_start_ = hub_disk_.snapshot();
  batch_ = next_batch(*office);
  asked_ = {checked(office->sync_state()).cursors, kLater};
  answer_ = ask(*office, office_, batch_);
}

void TwoMachines::make_hub() {
  checked(create_hub_store(hub_disk_.folder(), forms_));
  office_ = enrol("330106002", Role::township, office_disk_);
  county_ = enrol("330106", Role::county, county_disk_);
}

Device TwoMachines::enrol(const std::string& code, Role role, const SimulatedDisk& disk) {
  Device device;
  device.id = DeviceId{Uuid::version7(role == Role::county ? 1 : 2, random_bytes<10>())};
  device.unit = unit_of(code);
  device.role = role;
  checked(run_in_transaction(*open_hub(), [&](HubStore& store) { return store.add_device(device); }));
  Enrolment enrolment;
  enrolment.device = device.id;
  enrolment.unit = device.unit;
  enrolment.role = role;
  checked(ClientStore::create(disk.folder(), forms_, enrolment));
  return device;
}

std::unique_ptr<HubStore> TwoMachines::open_hub() {
  return checked(open_hub_store(hub_disk_.folder(), forms_));
}

std::unique_ptr<ClientStore> TwoMachines::open_client(const SimulatedDisk& disk) {
  return checked(ClientStore::open(disk.folder(), forms_));
}

void TwoMachines::write_records(ClientStore& store) {
  auto transaction = checked(Transaction::begin(store.database()));
  LocalEdits edits(store, kNow);
  for (std::size_t i = 0; i < kRecords; ++i) {
    records_.push_back(checked(edits.create(household(forms_), office_.unit, household_of(forms_, i), "")));
  }
  checked(transaction.commit());
}

void TwoMachines::change_records(ClientStore& store, std::size_t from, std::size_t to, const std::string& name,
                                 const std::string& value) {
  auto transaction = checked(Transaction::begin(store.database()));
  LocalEdits edits(store, kNow);
  for (std::size_t i = from; i < to; ++i) {
    checked(edits.change(household(forms_), records_[i], {{field(forms_, name), FieldValue(value)}}, ""));
  }
  checked(transaction.commit());
}

Batch TwoMachines::next_batch(ClientStore& store) {
  auto entries = checked(store.next_to_send(1000));
  Batch batch{store.enrolment().device, Incarnation{1}, PartitionId{unit_of("330106").value}, {}};
  for (auto& entry : entries) batch.edits.push_back(std::move(entry.edit));
  return batch;
}

Status TwoMachines::ingest_at(HubStore& store, const Device& device, const Batch& batch, IngestReport* into) {
  return run_in_transaction(store, [&](HubStore& hub) -> Status {
    const std::string bytes = encode_batch(batch) + std::string(kSignatureSize, 's');
    MINSYNC_ASSIGN(auto report, ingest_batch(hub, context_, device, batch, bytes));
    if (into != nullptr) *into = std::move(report);
    return {};
  });
}

SyncAnswer TwoMachines::ask(ClientStore& store, const Device& device, const Batch& batch) {
  auto hub = open_hub();
  Taken taken;
  if (!batch.edits.empty()) checked(ingest_at(*hub, device, batch, &taken.batches.emplace_back().report));
  const auto sync = checked(store.sync_state());
  VerifiedRequest verified;
  verified.device = device;
  auto& request = verified.message;
  request.device = device.id;
  request.incarnation = batch.incarnation;
  request.answer_bytes = 1 << 20;
  request.receipt_cursor = sync.receipt_cursor;
  request.cursors = sync.cursors;
  checked(hub->begin_read());
  auto answer = checked(read_sync_answer(*hub, context_, verified, std::move(taken)));
  hub->end_read();
  answer.clock_ms = kNow;
  return answer;
}

void TwoMachines::exchange(ClientStore& store, const Device& device) {
  const Asked asked{checked(store.sync_state()).cursors, kNow};
  const auto answer = ask(store, device, next_batch(store));
  checked(store_answer(store, answer, asked, kNow));
}

Status TwoMachines::save_on(ClientStore& store) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(store.database()));
  LocalEdits edits(store, kLater);
  MINSYNC_ASSIGN(made_, edits.create(household(forms_), office_.unit, household_of(forms_, kRecords), "new"));
  for (std::size_t i = 0; i < 3; ++i) {
    MINSYNC_TRY(edits.change(household(forms_), records_[i],
                             {{field(forms_, "address"), FieldValue(std::string("moved"))}}, ""));
  }
  return transaction.commit();
}

Task TwoMachines::save() {
  const auto open = [this]() -> Result<std::unique_ptr<OpenStore>> {
    MINSYNC_ASSIGN(auto store, ClientStore::open(office_disk_.folder(), forms_));
    return std::make_unique<ClientAtWork>(*this, std::move(store), true);
  };
  return {"save", &office_disk_, "client.db", office_start_, office_older_, open, false};
}

Task TwoMachines::answer() {
  const auto open = [this]() -> Result<std::unique_ptr<OpenStore>> {
    MINSYNC_ASSIGN(auto store, ClientStore::open(office_disk_.folder(), forms_));
    return std::make_unique<ClientAtWork>(*this, std::move(store), false);
  };
  return {"answer", &office_disk_, "client.db", office_start_, office_older_, open, true};
}

Task TwoMachines::ingest() {
  const auto open = [this]() -> Result<std::unique_ptr<OpenStore>> {
    MINSYNC_ASSIGN(auto store, open_hub_store(hub_disk_.folder(), forms_));
    return std::make_unique<HubAtWork>(*this, std::move(store));
  };
  return {"ingest", &hub_disk_, "hub.db", hub_start_, hub_older_, open, true};
}

std::string TwoMachines::tables_of(const Task& task) const {
  auto text = read_tables(task.disk->folder() + "/" + task.file);
  const std::string id(made_.value.bytes.begin(), made_.value.bytes.end());
  for (auto at = text.find(id); made_ != RecordId{} && at != std::string::npos; at = text.find(id, at)) {
    text.replace(at, id.size(), id.size(), '-');
  }
  return text;
}

}  // namespace minsync
