// One office's computer: its disk, its clock, its store while it runs, and the exchange that is under way.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/store/local_edits.h"
#include "client/sync/sync_exchange.h"
#include "tests/simulation/ground.h"
#include "tests/simulation/oracle.h"

namespace minsync::simulation {

// A file that the office exported some time: what was displayed then.
struct Exported {
  RecordId record;
  DisplayedRecord displayed;
};

// What a copy of the machine's data would take along.
struct MachineImage {
  SimulatedDisk::Snapshot disk;
  EditKeys held;
  std::uint64_t last_sequence = 0;
};

class Machine {
 public:
  Machine(std::string name, std::size_t office, std::string place, SimulatedDisk& disk)
      : name_(std::move(name)), office_(office), place_(std::move(place)), disk_(disk) {}

  const std::string& name() const { return name_; }
  std::size_t office() const { return office_; }
  const Device& device() const { return Ground::built().offices()[office_].device; }
  SimulatedDisk& disk() { return disk_; }
  const std::string& place() const { return place_; }
  bool is_on() const { return store_ != nullptr; }
  ClientStore& store() { return *store_; }
  const EditKeys& held() const { return held_; }

  // This machine's own time.
  std::uint64_t time_at(std::uint64_t now_ms) const;

  // Opens the store. What the oracle says this machine holds must be there.
  std::optional<Violation> turn_on(Oracle& oracle);
  void turn_off(CrashMode mode, std::uint64_t seed);
  void close();
  // After a commit that may have added edits, or a start after one of which nobody knows: tells the oracle.
  std::vector<EditKey> take_note(Oracle& oracle);

  MachineImage image() const { return {disk_.snapshot(), held_, last_sequence_}; }
  // Off afterwards.
  void put_back(const MachineImage& image);

  std::int64_t clock_error_ms = 0;
  std::vector<Exported> exports;
  std::optional<MachineImage> saved;
  // The exchange under way; `token` tells its answers from those of exchanges that were given up.
  std::optional<SyncExchange> exchange;
  std::uint64_t token = 0, rounds = 0;
  bool asking = false;

 private:
  std::string name_;
  std::size_t office_;
  std::string place_;
  SimulatedDisk& disk_;
  std::unique_ptr<ClientStore> store_;
  EditKeys held_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace minsync::simulation
