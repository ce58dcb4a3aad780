// Group commit: one writer thread, many devices' work in one transaction, one fsync. Where one fails, which is rare,
// all are done anew, each under a savepoint of its own, so that it takes only itself back. With savepoints from the
// start, SQLite would copy most pages of new records once more.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "hub/ingest/log_keeper.h"

namespace minsync {

class Committer {
 public:
  // May be run twice, when what its first run wrote is undone: what it leaves outside of the store, the second run must
  // replace.
  using Work = std::function<Status(HubStore&)>;

  // At most `queue` pieces wait; more are refused with FaultKind::unreachable "hub.busy". With `beside`, another
  // connection to the same store, commits do not wait for the log to be written back (log_keeper.h).
  Committer(std::unique_ptr<HubStore> store, std::size_t queue, std::unique_ptr<HubStore> beside = nullptr);
  // Finishes what is queued.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Is there when `work` is durable, or failed and undone. Works are done in the order in which they were given. Any
  // thread.
  std::future<Status> post(Work work);
  // Waits for it.
  Status run(Work work) { return post(std::move(work)).get(); }

 private:
  struct Piece {
    Work work;
    std::promise<Status> done;
  };
  void loop();
  std::pair<std::vector<Status>, Status> run_apart(const std::deque<Piece>& group);
  void commit_group(std::deque<Piece> group);

  std::optional<LogKeeper> log_keeper_;  // outlives the writer's connection, which calls it
  std::unique_ptr<HubStore> store_;      // only the writer thread
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
