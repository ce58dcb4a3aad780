// Keeps the index of likely duplicates up to date while the hub serves, on a thread of its own that only reads the
// store. It waits until the journal is quiet, so that it takes nothing from an upload, but no longer than half a
// minute.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "hub/api/serving_store.h"
#include "hub/duplicates/duplicate_index.h"

namespace minsync {

class DuplicateFollower {
 public:
  // `serving` must outlive it.
  explicit DuplicateFollower(ServingStore& serving);
  // Stops after the transaction that it is in.
  ~DuplicateFollower();
  DuplicateFollower(const DuplicateFollower&) = delete;
  DuplicateFollower& operator=(const DuplicateFollower&) = delete;

 private:
  void loop();
  bool wait();  // false: it is to stop
  bool stopping();
  Status look();
  // Until there is nothing left, or after `chunks` transactions. True if there is nothing left.
  Result<bool> catch_up(DuplicateIndex& index, int chunks);

  ServingStore& serving_;
  std::uint64_t seen_ = 0;                 // entries of the journal at the last look
  std::optional<std::uint64_t> followed_;  // when all of them had been read last
  int patience_ = 0;
  std::mutex mutex_;  // guards stop_
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace minsync
