// Whether two stores hold the same: digests over the states of records, by which a download that began anew leaves out
// what the device has already.
#pragma once

#include <cstdint>
#include <string>

#include "sync_protocol/record.h"

namespace minsync {

// Over records in ascending order of their versions. PROTOCOL.md, "Known blocks", has the bytes.
class StateDigest {
 public:
  void add(const std::string& form, const RecordState& state);
  std::uint64_t value() const;

 private:
  std::string hashes_;
};

}  // namespace minsync
