#include "shared/http/worker_pool.h"

namespace minsync {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue) : queue_limit_(queue) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  std::deque<Task> dropped;
  {
    const std::lock_guard lock(mutex_);
    ending_ = draining_ = true;
    dropped.swap(queued_);
  }
  changed_.notify_all();
  threads_.clear();
}

bool WorkerPool::submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (draining_ || queued_.size() >= queue_limit_) return false;
    queued_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::drain(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  changed_.wait_for(lock, limit, [this] { return queued_.empty() && running_ == 0; });
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queued_.empty(); });
    if (ending_) return;
    Task task = std::move(queued_.front());
    queued_.pop_front();
    ++running_;
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before it counts as ended
    lock.lock();
    --running_;
    if (draining_) changed_.notify_all();
  }
}

}  // namespace minsync
