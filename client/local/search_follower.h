// Keeps the search index up with the records while the page is open: a thread with a store and an index of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "client/search/search_index.h"

namespace minsync {

class SearchFollower {
 public:
  explicit SearchFollower(std::string folder);
  ~SearchFollower();
  SearchFollower(const SearchFollower&) = delete;
  SearchFollower& operator=(const SearchFollower&) = delete;

 private:
  void work();
  bool pause_for(std::chrono::milliseconds time);

  const std::string folder_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses all the others
};

}  // namespace minsync
