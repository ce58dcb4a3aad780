// Threads that run tasks from a bounded queue; private to this folder.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace minsync {

class WorkerPool {
 public:
  // Must not throw.
  using Task = std::function<void()>;

  WorkerPool(std::size_t workers, std::size_t queue);
  // Waits for running tasks; queued ones are dropped.
  ~WorkerPool();

  // False when the queue is full or the pool is being drained. Any thread.
  bool submit(Task task);
  // Takes no more tasks and waits until those queued and running have ended, at most for `limit`.
  void drain(std::chrono::milliseconds limit);

 private:
  void work();

  std::mutex mutex_;  // guards the rest but the threads
  std::condition_variable changed_;
  std::deque<Task> queued_;
  std::size_t queue_limit_;
  std::size_t running_ = 0;
  bool draining_ = false, ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace minsync
