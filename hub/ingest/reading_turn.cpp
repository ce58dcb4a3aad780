#include "hub/ingest/reading_turn.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace minsync {
namespace {

// Not std::counting_semaphore: that of libstdc++ 12 loses a wake-up now and then, and somebody waits for ever.
class Turns {
 public:
  void take() {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }
  void give_back() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    given_back_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  unsigned free_ = std::max(std::thread::hardware_concurrency(), 2u) - 1;
};

Turns& turns() {
  static Turns all;
  return all;
}

}  // namespace

ReadingTurn::ReadingTurn(std::size_t edits) : taken_(edits >= kLargeBatch) {
  if (taken_) turns().take();
}

ReadingTurn::~ReadingTurn() {
  if (taken_) turns().give_back();
}

}  // namespace minsync
