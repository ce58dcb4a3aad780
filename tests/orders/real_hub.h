// The real ingest on a store of its own, to which a history's offices hand over what they wrote. The hub gives versions
// as things come, so the offices' bases bear the version that this hub had at the end of the round they read in.
#pragma once

#include <filesystem>

#include "hub/ingest/ingest.h"
#include "tests/generator/dice.h"
#include "tests/orders/every_policy.h"
#include "tests/orders/history.h"
#include "tests/orders/summary.h"

namespace minsync::orders {

// A run of one office's edits, handed over as one batch.
using Run = std::vector<std::size_t>;

class RealHub {
 public:
  RealHub(const EveryPolicy& policies, const History& history);
  ~RealHub();
  RealHub(const RealHub&) = delete;
  RealHub& operator=(const RealHub&) = delete;

  // Round by round, since nobody can have read what was not there: within a round the batches come in any order, some
  // of them again, overlapping, or from long ago.
  void play(Dice& dice);

  // A hub that has nothing of all that is sent everything again, with what `before` had said of it: batches in any
  // order, some of them twice. Then the recovery is closed.
  void recover(RealHub& before, Dice& dice);

  Summary summary();
  std::size_t merged = 0, repeated = 0, waited = 0, refused = 0;

 private:
  struct Delivery {
    Run run;
    std::vector<ReceiptRange> evidence;
  };
  void make_edits(std::size_t round);
  std::vector<Delivery> deliveries_of(std::size_t round, Dice& dice) const;
  void bring_all(std::vector<Delivery> deliveries, std::uint64_t now_ms, Dice& dice);
  Status bring(HubStore& store, const Delivery& delivery, std::uint64_t now_ms);
  std::vector<ReceiptRange> evidence_of(const Run& run);
  Version here(Version there) const;

  const EveryPolicy& policies_;
  const History& history_;
  std::vector<std::vector<std::size_t>> of_office_;  // places, by sequence
  std::filesystem::path folder_;
  std::unique_ptr<HubStore> store_;
  std::vector<Device> devices_;
  PartitionId partition_;
  std::map<Version, Version> versions_;  // the history's to this hub's, of ends of rounds
  std::vector<Edit> edits_;              // as this hub's offices wrote them
  std::vector<EditDigest> digests_;
};

// The unit to which all of a history's records belong.
UnitId unit_of_records();

}  // namespace minsync::orders
