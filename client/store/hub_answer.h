// The hub's answer into the own store: receipts first, then changes, then the cursors, all in one transaction.
#pragma once

#include "client/store/known_blocks.h"

namespace minsync {

struct AnswerCounts {
  std::uint64_t applied = 0, parallel = 0, overwritten = 0, in_review = 0, waiting = 0, refused = 0, quarantined = 0;
  std::uint64_t held = 0;
  bool copied = false;       // another copy of this data is, or was, in use
  std::uint64_t pulled = 0;  // records changed here
};

// From where was asked, what was said to be here, and this machine's time then.
struct Asked {
  std::vector<Cursor> cursors;
  std::uint64_t at_ms = 0;
  std::vector<OwnBlocks> known{};
};

// `arrived_ms`: this machine's time when the answer was there. Storing the same answer twice changes nothing more.
Result<AnswerCounts> store_answer(ClientStore& store, const SyncAnswer& answer, const Asked& asked,
                                  std::uint64_t arrived_ms);

}  // namespace minsync
