#include "hub/ingest/log_keeper.h"

namespace minsync {

LogKeeper::LogKeeper(std::unique_ptr<HubStore> store) : store_(std::move(store)), thread_([this] { loop(); }) {}

LogKeeper::~LogKeeper() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LogKeeper::wake() {
  {
    const std::lock_guard lock(mutex_);
    long_ = true;
  }
  wake_.notify_one();
}

void LogKeeper::loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || long_; });
      if (closing_) return;
      long_ = false;
    }
    static_cast<void>(store_->write_log_back());
  }
}

}  // namespace minsync
