// The hub's computer: the real store and ingest, one request at a time, without threads, network or clock of their own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "hub/api/exchange.h"
#include "hub/org/org_changes.h"
#include "hub/review/conflicts.h"
#include "tests/simulation/ground.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/oracle.h"

namespace minsync::simulation {

struct HubImage {
  SimulatedDisk::Snapshot disk;
  EditKeys held;
  std::map<PartitionId, Version> committed;
  ContentImage files{};
};

// A request between its commit and the reading of its answer; others may commit meanwhile.
struct TakenRequest {
  VerifiedRequest request;
  Taken taken;
};

class HubMachine {
 public:
  explicit HubMachine(SimulatedDisk& disk) : disk_(disk) {}

  void install(Program program) { program_ = program; }
  const FormCatalogue& forms() const { return own_forms_ ? *own_forms_ : Ground::built().forms(); }

  SimulatedDisk& disk() { return disk_; }
  bool is_on() const { return store_ != nullptr; }
  HubStore& store() { return *store_; }
  const EditKeys& held() const { return held_; }
  Result<IngestContext> context(std::uint64_t now_ms) const;

  std::optional<Violation> turn_on();
  void turn_off(CrashMode mode, std::uint64_t seed);
  void close() { store_.reset(); }

  Result<TakenRequest> take(const std::string& body, std::uint64_t now_ms);
  Result<std::string> answer(TakenRequest taken, std::uint64_t now_ms);
  // One round of POST /v1/file.
  Result<std::string> take_file(const std::string& body, std::uint64_t now_ms);
  // As the hub's command line does.
  Status import_bundle(const std::string& file, std::uint64_t now_ms);
  Result<std::string> export_bundle(DeviceId device, std::uint64_t now_ms);
  // As the hub's command line decides a conflict.
  Status decide(const OpenConflict& conflict, const std::string& keep, std::uint64_t now_ms);
  // With `notices` also what was overwritten.
  Result<std::vector<OpenConflict>> conflicts(bool notices);
  // Notes that these are in a verified backup, as the backup command does.
  Status note_backup(const std::vector<Partition>& partitions);
  // What the restore command does with a copy before it is served.
  Status begin_anew(std::uint64_t now_ms);
  // What the hub's other commands do, in a transaction.
  Status administer(std::uint64_t now_ms, const std::function<Status(const IngestContext&, const HubIdentity&)>& work);
  // As `form add` does, a program of its own beside the one that serves.
  Status adopt(const std::string& yaml, std::uint64_t now_ms);
  // As it moves a record to another unit.
  Status move(RecordId record, UnitId to, std::uint64_t now_ms);
  // As it decides on org units.
  using OrgPlan = std::function<Result<OrgChange>(const Divisions&)>;
  Status decide(const OrgPlan& plan, std::uint64_t now_ms);

  HubImage image() const;
  // Off afterwards.
  void put_back(const HubImage& image);

 private:
  Status in_transaction(const std::function<Status()>& work);
  Status note_committed();
  void hold(const std::string& signed_batch);

  SimulatedDisk& disk_;
  Program program_ = Program::shared;
  std::optional<FormCatalogue> own_forms_;
  std::unique_ptr<HubStore> store_;
  std::optional<HubIdentity> identity_;
  std::string tag_key_;
  EditKeys held_;  // edits of batches whose commit was reported
  std::map<PartitionId, Version> committed_;
};

}  // namespace minsync::simulation
