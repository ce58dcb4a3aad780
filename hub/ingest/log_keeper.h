// Writes the store's log back into its file beside the writer, on a thread of its own: a fifth of the time in which new
// records are taken in would go there otherwise.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "hub/storage/hub_store.h"

namespace minsync {

class LogKeeper {
 public:
  // `store` is a connection for this alone.
  explicit LogKeeper(std::unique_ptr<HubStore> store);
  // Ends what it is at.
  ~LogKeeper();
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  // The log is long. Any thread; returns at once. Where writing back fails, on a full disk say, the log stays as it is,
  // and the next call tries again.
  void wake();

 private:
  void loop();

  std::unique_ptr<HubStore> store_;  // only the thread
  std::mutex mutex_;                 // guards long_, closing_
  std::condition_variable wake_;
  bool long_ = false, closing_ = false;
  std::thread thread_;
};

}  // namespace minsync
