// What all stories of a process begin with: forms, keys, a hub on whose disk every office is enrolled, and each
// office's disk. Made once, from a fixed seed; a story puts these disks back to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/store/client_store.h"
#include "hub/ingest/own_edits.h"
#include "tests/support/disk/simulated_disk.h"

namespace minsync::simulation {

inline constexpr std::uint64_t kBegin = 1'800'000'000'000;  // ms since 1970

struct OfficeGround {
  std::string name;
  Device device;
  PrivateKey key;
  SimulatedDisk::Snapshot disk;
};

struct HouseholdFields {
  FieldNumber householder, id_number, phone, address, category, benefit, bank_name, account_name, bank_account, cause,
      aid, opinion, surveyed_on, status;
  GroupNumber bank;
};
struct EventFields {
  FieldNumber name, kind, started_on, ended_on, description;
};

class Ground {
 public:
  static Ground& built();
  ~Ground();
  // Where a process's machines lie: keys and attached files are on the real disk, so each process has its own.
  static std::string folder_of(int process);

  const FormCatalogue& forms() const { return forms_; }
  const Form& household() const { return *forms_.find("dibao_household"); }
  const Form& event() const { return *forms_.find("disaster_event"); }
  const HouseholdFields& fields() const { return fields_; }
  const EventFields& event_fields() const { return event_fields_; }
  const std::vector<OfficeGround>& offices() const { return offices_; }
  const SimulatedDisk::Snapshot& hub_disk() const { return hub_disk_; }
  const std::string& hub_folder() const { return hub_folder_; }
  // Disks are kept from story to story: the hub's, each office's own, and some for copies.
  SimulatedDisk& disk_of_hub() { return *disks_.front(); }
  SimulatedDisk& disk_of_office(std::size_t office) { return *disks_[1 + office]; }
  SimulatedDisk& disk_of_copy(std::size_t copy) { return *disks_[1 + offices_.size() + copy]; }
  static constexpr std::size_t kCopies = 3;

 private:
  Ground();
  std::string make_folder(const std::string& name);
  void make_hub();
  std::string county_keys(UnitId unit) const;
  void enrol(const std::string& name, UnitId unit, Role role, HubStore& hub, const std::string& hub_key);

  std::string root_;
  FormCatalogue forms_;
  HouseholdFields fields_;
  EventFields event_fields_;
  std::vector<OfficeGround> offices_;
  std::string hub_folder_;
  SimulatedDisk::Snapshot hub_disk_;
  std::vector<std::unique_ptr<SimulatedDisk>> disks_;
  int owner_ = 0;  // the process that made the folders and removes them
};

// For what cannot fail in a simulation.
template <typename T>
T sure(Result<T> result) {
  if (!result)
    std::fprintf(stderr, "%s %s\n", result.error().id.c_str(),
                 result.error().args.empty() ? "" : result.error().args[0].c_str());
  MINSYNC_ASSERT(result);
  return std::move(result).value();
}
inline void sure(const Status& status) {
  if (!status)
    std::fprintf(stderr, "%s %s\n", status.error().id.c_str(),
                 status.error().args.empty() ? "" : status.error().args[0].c_str());
  MINSYNC_ASSERT(status);
}

}  // namespace minsync::simulation
