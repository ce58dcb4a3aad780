#include "tests/simulation/ground.h"

#include <unistd.h>

#include <filesystem>

#include "client/store/bundle_readers.h"
#include "hub/ingest/committer.h"
#include "tests/support/chance/seeded_chance.h"

namespace minsync::simulation {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kSeed = 20'261'122;

UnitId unit_of(const std::string& code) {
  return Divisions::built_in().find_code(code)->id;
}

HouseholdFields household_fields(const Form& form) {
  const auto at = [&](const char* name) { return form.field(name)->number; };
  return {at("householder"), at("id_number"),       at("phone"),
          at("address"),     at("category"),        at("monthly_benefit"),
          at("bank_name"),   at("account_name"),    at("bank_account"),
          at("cause"),       at("aid_items_given"), at("survey_opinion"),
          at("surveyed_on"), at("status"),          form.group_of(at("bank_name")).number};
}

EventFields event_fields(const Form& form) {
  const auto at = [&](const char* name) { return form.field(name)->number; };
  return {at("name"), at("kind"), at("started_on"), at("ended_on"), at("description")};
}

}  // namespace

// What a parent has built is the parent's, folders and all.
Ground& Ground::built() {
  static std::unique_ptr<Ground> ground;
  if (ground != nullptr && ground->owner_ != getpid()) static_cast<void>(ground.release());
  if (ground == nullptr) ground.reset(new Ground);
  return *ground;
}

std::string Ground::folder_of(int process) {
  return (fs::temp_directory_path() / ("minsync-simulate-" + std::to_string(process))).string();
}

// One of the same number that was killed may have left its own there.
static std::string fresh_folder(const std::string& folder) {
  fs::remove_all(folder);
  return folder;
}

Ground::Ground()
    : root_(fresh_folder(folder_of(getpid()))),
      forms_(sure(FormCatalogue::load())),
      fields_(household_fields(household())),
      event_fields_(simulation::event_fields(event())),
      owner_(getpid()) {
  seed_chance(kSeed);
  seed_sqlite(kSeed);
  make_hub();
  for (std::size_t i = 0; i < kCopies; ++i) {
    disks_.push_back(std::make_unique<SimulatedDisk>(make_folder("copy" + std::to_string(i))));
  }
}

Ground::~Ground() {
  if (getpid() != owner_) return;
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

std::string Ground::make_folder(const std::string& name) {
  const auto folder = fs::path(root_) / name;
  fs::create_directories(folder);
  return folder.string();
}

void Ground::make_hub() {
  hub_folder_ = make_folder("hub");
  disks_.push_back(std::make_unique<SimulatedDisk>(hub_folder_));
  const auto key = PrivateKey::generate();
  sure(key.write_pem(hub_folder_ + "/hub.key"));
  sure(create_hub_store(hub_folder_, forms_));
  {
    auto hub = sure(open_hub_store(hub_folder_, forms_));
    const auto point = key.public_key().point();
    sure(run_in_transaction(*hub, [&](HubStore& store) -> Status {
      MINSYNC_TRY(store.set_setting("device", Uuid::version7(1, random_bytes<10>()).text()));
      MINSYNC_TRY(store.set_setting("city", std::to_string(unit_of("3301").value)));
      return store.set_setting("name", "hub");
    }));
    const auto others = Divisions::built_in().children(unit_of("330110"));
    enrol("county", unit_of("330106"), Role::county, *hub, point);
    enrol("town-2", unit_of("330106002"), Role::township, *hub, point);
    enrol("town-2b", unit_of("330106002"), Role::township, *hub, point);
    enrol("town-4", unit_of("330106004"), Role::township, *hub, point);
    enrol("town-5", unit_of("330106005"), Role::township, *hub, point);
    enrol("county-b", unit_of("330106"), Role::county, *hub, point);
    enrol("county2", unit_of("330110"), Role::county, *hub, point);
    enrol("town2-1", others.front()->id, Role::township, *hub, point);
  }
  for (const auto& office : offices_) sure(office.key.write_pem(root_ + "/" + office.name + "/device.key"));
  hub_disk_ = disk_of_hub().snapshot();
}

// Of the computers that are enrolled already: what the hub tells a new one.
std::string Ground::county_keys(UnitId unit) const {
  std::string points;
  for (const auto& office : offices_) {
    const bool above = office.device.role == Role::county && Divisions::built_in().is_within(unit, office.device.unit);
    if (above) points += office.device.public_key;
  }
  return points;
}

void Ground::enrol(const std::string& name, UnitId unit, Role role, HubStore& hub, const std::string& hub_key) {
  OfficeGround office{name, {}, PrivateKey::generate(), {}};
  const auto folder = make_folder(name);
  office.device.id = DeviceId{Uuid::version7(2 + offices_.size(), random_bytes<10>())};
  office.device.name = name;
  office.device.unit = unit;
  office.device.role = role;
  office.device.public_key = office.key.public_key().point();
  sure(run_in_transaction(hub, [&](HubStore& store) { return store.add_device(office.device); }));
  disks_.push_back(std::make_unique<SimulatedDisk>(folder));
  Enrolment enrolment;
  enrolment.device = office.device.id;
  enrolment.unit = unit;
  enrolment.role = role;
  enrolment.hub_key = hub_key;
  enrolment.partitions = {partition_of(Divisions::built_in(), unit)};
  sure(ClientStore::create(folder, forms_, enrolment));
  // The first opening makes the tables that are missing and says where the database lives.
  {
    const auto store = sure(ClientStore::open(folder, forms_, name));
    sure(store->set_setting(kCountyKeysSetting, county_keys(unit)));
  }
  office.disk = disks_.back()->snapshot();
  offices_.push_back(std::move(office));
}

}  // namespace minsync::simulation
