// One office's computer: its disk, its clock, its store while it runs, and the exchange that is under way.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/store/local_edits.h"
#include "client/sync/sync_exchange.h"
#include "tests/simulation/content.h"
#include "tests/simulation/ground.h"
#include "tests/simulation/oracle.h"

namespace minsync::simulation {

// What the machine's program makes of new definitions of forms.
enum class Program : std::uint8_t {
  shared,    // there are none in this story, and one catalogue serves all
  learning,  // reads them
  old        // cannot read them: it goes on with what it was built with
};

// A file that the office exported some time: what was displayed then.
struct Exported {
  RecordId record;
  DisplayedRecord displayed;
};

// A program's own catalogue when it starts.
std::optional<FormCatalogue> catalogue_of(Program program);

// What a copy of the machine's data would take along.
struct MachineImage {
  SimulatedDisk::Snapshot disk;
  EditKeys held;
  std::uint64_t last_sequence = 0;
  ContentImage files{};
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
  Program program() const { return program_; }
  // From the next start on.
  void install(Program program) { program_ = program; }
  // As this program knows them now.
  const FormCatalogue& forms() const { return own_forms_ ? *own_forms_ : Ground::built().forms(); }
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

  MachineImage image() const;
  // Off afterwards.
  void put_back(const MachineImage& image);

  std::int64_t clock_error_ms = 0;
  std::vector<Exported> exports;
  std::optional<MachineImage> saved;
  // The exchange under way; `token` tells its answers from those of exchanges that were given up.
  std::optional<SyncExchange> exchange;
  std::uint64_t token = 0, rounds = 0;
  bool asking = false;
  bool ahead = false;  // a request is on its way before the answer to the one before it is stored

 private:
  std::string name_;
  std::size_t office_;
  std::string place_;
  SimulatedDisk& disk_;
  Program program_ = Program::shared;
  std::optional<FormCatalogue> own_forms_;
  std::unique_ptr<ClientStore> store_;
  EditKeys held_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace minsync::simulation
