// An office's client and its hub, each on a simulated disk of its own, in the middle of their work: records merged and
// shown, a county's edits that the office has not seen, new edits waiting to be sent. Built once a process; tests go
// back to this state as often as they like.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/store/hub_answer.h"
#include "hub/ingest/ingest.h"
#include "tests/support/disk/simulated_disk.h"

namespace minsync {

// A store that a process has open.
class OpenStore {
 public:
  virtual ~OpenStore() = default;
  virtual Status work() = 0;
  // The file's structure, and everything that its tables say about each other.
  virtual Status check() = 0;
};

// A piece of work on one store that happens whole or not at all.
struct Task {
  std::string name;
  SimulatedDisk* disk = nullptr;
  std::string file;
  SimulatedDisk::Snapshot start, older;  // `older`: some transactions and a checkpoint before
  std::function<Result<std::unique_ptr<OpenStore>>()> open;
  bool repeatable = false;  // doing it once more changes nothing
};

class TwoMachines {
 public:
  static TwoMachines& built();

  Task save();    // a new record and changes to others, in one transaction
  Task answer();  // the hub's answer to a batch, with receipts and others' changes
  Task ingest();  // that batch, at the hub
  std::vector<Task> tasks() { return {save(), answer(), ingest()}; }

  // Everything in every table, so that two equal states give equal text; the id of the record that `save` made (it is
  // random) is left out. Empty if it cannot be read.
  std::string tables_of(const Task& task) const;

 private:
  friend class ClientAtWork;
  friend class HubAtWork;
  TwoMachines();
  Device enrol(const std::string& code, Role role, const SimulatedDisk& disk);
  std::unique_ptr<HubStore> open_hub();
  std::unique_ptr<ClientStore> open_client(const SimulatedDisk& disk);
  void make_hub();
  void write_records(ClientStore& store);
  void change_records(ClientStore& store, std::size_t from, std::size_t to, const std::string& field,
                      const std::string& value);
  Batch next_batch(ClientStore& store);
  SyncAnswer ask(ClientStore& store, const Device& device, const Batch& batch);
  void exchange(ClientStore& store, const Device& device);
  Status save_on(ClientStore& store);
  Status ingest_at(HubStore& store, const Device& device, const Batch& batch, IngestReport* into);

  FormCatalogue forms_;
  SimulatedDisk office_disk_{"/simulated/office"}, county_disk_{"/simulated/county"}, hub_disk_{"/simulated/hub"};
  IngestContext context_;
  Device office_, county_;
  std::vector<RecordId> records_;
  RecordId made_;
  SimulatedDisk::Snapshot office_start_, office_older_, hub_start_, hub_older_;
  Batch batch_;
  Asked asked_;
  SyncAnswer answer_;
};

}  // namespace minsync
