// A hub's store with three devices and two households, one a draft, one announced, the same every time; what an input
// does to it is undone.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "hub/ingest/ingest.h"
#include "tests/fuzz/scratch_folder.h"

namespace minsync::fuzz {

inline constexpr std::size_t kDevices = 3;  // of a township, its county, another township of it
inline constexpr std::uint8_t kHouseholds = 2;
inline constexpr std::uint64_t kEditsMade = 7;  // by the first device

class HubWorld {
 public:
  static HubWorld& get();

  const IngestContext& context() const { return context_; }
  const Form& form() const { return *forms_.find("dibao_household"); }
  const Form& member_form() const { return *forms_.find("dibao_member"); }
  const Device& device(std::size_t number) const { return devices_[number % kDevices]; }
  PartitionId partition() const { return PartitionId{devices_[1].unit.value}; }
  // The bytes followed by the device's signature.
  std::string sign(std::size_t device, std::string bytes) const;

  // `work` within a transaction that is rolled back afterwards.
  void undo_after(const std::function<void(HubStore&)>& work);

  // As one round of POST /v1/sync does it.
  Result<SyncAnswer> sync(HubStore& store, const std::string& body);

 private:
  HubWorld();
  void add_devices();
  Status add_households(HubStore& store);

  ScratchFolder folder_;
  FormCatalogue forms_;
  IngestContext context_;
  std::array<Device, kDevices> devices_;
  std::array<PrivateKey, kDevices> keys_;
  std::unique_ptr<HubStore> store_;
};

}  // namespace minsync::fuzz
