// Group commit: one writer thread, many devices' work in one transaction, one fsync. Each piece of work stands under a
// savepoint of its own, so that one that fails takes only itself back.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "hub/storage/hub_store.h"

namespace minsync {

class Committer {
 public:
  using Work = std::function<Status(HubStore&)>;

  // At most `queue` pieces wait; more are refused with FaultKind::unreachable "hub.busy".
  Committer(std::unique_ptr<HubStore> store, std::size_t queue);
  // Finishes what is queued.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Waits until `work` is durable, or failed and undone. Any thread.
  Status run(Work work);

 private:
  struct Piece {
    Work work;
    std::promise<Status> done;
  };
  void loop();
  void commit_group(std::deque<Piece> group);

  std::unique_ptr<HubStore> store_;  // only the writer thread
  std::size_t limit_;
  std::mutex mutex_;  // names what it guards: queue_, closing_
  std::condition_variable wake_;
  std::deque<Piece> queue_;
  bool closing_ = false;
  std::thread writer_;
};

// One piece of work in a transaction of its own, for programs without a writer thread (the command line).
Status run_in_transaction(HubStore& store, const Committer::Work& work);

}  // namespace minsync
