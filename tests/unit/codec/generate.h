// Random messages that keep every limit, of all kinds and extremes; the same seed gives the same message.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "sync_protocol/messages.h"

namespace minsync::test {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : random_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  // Small ones, great ones and the ends of the range.
  std::uint64_t number();
  Uuid uuid();
  std::string text();
  FieldValue value();
  std::vector<FieldValue> values();
  Version version();
  Stamp stamp() { return Stamp{number()}; }
  EditId edit_id();
  Origin origin();
  Base base(Sequence before);
  Edit edit();
  GroupState group_state(GroupNumber number);
  std::vector<Removal> removals();
  Receipt receipt();
  Batch batch(std::size_t edits);
  RecordChange record_change();
  SyncAnswer answer(std::size_t records);
  SyncRequest request();

 private:
  GroupChange group_change(GroupNumber number, Sequence sequence);
  std::mt19937_64 random_;
  std::vector<Uuid> known_;  // ids repeat: records are edited twice and refer to each other
};

}  // namespace minsync::test
