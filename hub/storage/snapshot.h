// A read snapshot of the hub's store that ends with its scope.
#pragma once

#include <utility>

#include "hub/storage/hub_store.h"

namespace minsync {

class Snapshot {
 public:
  static Result<Snapshot> begin(HubStore& store) {
    MINSYNC_TRY(store.begin_read());
    return Snapshot(store);
  }
  Snapshot(Snapshot&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}
  Snapshot& operator=(Snapshot&&) = delete;
  ~Snapshot() {
    if (store_ != nullptr) store_->end_read();
  }

 private:
  explicit Snapshot(HubStore& store) : store_(&store) {}
  HubStore* store_;
};

}  // namespace minsync
