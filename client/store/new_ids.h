// Ids of new records: version 7 of RFC 9562, each above the one before it (section 6.2, method 2). Records made in one
// go, by an import say, then lie side by side in every table that is keyed by their ids, here and at the hub.
#pragma once

#include <array>
#include <cstdint>

#include "sync_protocol/ids.h"

namespace minsync {

class NewIds {
 public:
  // All of them bear this time.
  explicit NewIds(std::uint64_t now_ms) : now_ms_(now_ms) {}
  RecordId next();

 private:
  void begin();

  std::uint64_t now_ms_;
  std::uint16_t head_ = 0;  // 12 random bits, the same for all
  std::uint64_t tail_ = 0;  // 62 bits, random at first; grows by steps that nobody else can foresee
  bool begun_ = false;
};

}  // namespace minsync
