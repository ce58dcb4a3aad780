// The hub's answer into the own store: receipts first, then changes, then the cursors, all in one transaction.
#pragma once

#include "client/store/known_blocks.h"

namespace minsync {

struct AnswerCounts {
  std::uint64_t applied = 0, parallel = 0, overwritten = 0, in_review = 0, waiting = 0, refused = 0, quarantined = 0;
  std::uint64_t held = 0;
  bool copied = false;          // another copy of this data is, or was, in use
  std::uint64_t pulled = 0;     // records changed here
  std::uint64_t set_aside = 0;  // changes that this program cannot store (set_aside.h)
  bool hub_went_back = false;   // it began a new epoch
  bool gap = false;             // changes that begin beyond what is here were left out; they are to be asked for again
};

void add(AnswerCounts& sum, const AnswerCounts& counts);

// From where was asked, what was said to be here, and this machine's time then.
struct Asked {
  std::vector<Cursor> cursors;
  std::uint64_t at_ms = 0;
  std::vector<OwnBlocks> known{};
  // Of an answer that came on a stick: which life of the data had asked, and from where the first of the bundle's
  // answers goes on. Its clock says nothing of this machine's.
  bool by_stick = false;
  Incarnation incarnation{};
  std::vector<Cursor> start{};
  std::optional<std::uint64_t> audit_seen{};  // what was said of the hub's audit log
};

// Set while the hub cannot read some edits that were sent together: they go one by one on a stick.
inline constexpr const char* kSingleEdits = "single_edits";

// `arrived_ms`: this machine's time when the answer was there. Storing the same answer twice changes nothing more, nor
// does storing one after a later one.
Result<AnswerCounts> store_answer(ClientStore& store, const SyncAnswer& answer, const Asked& asked,
                                  std::uint64_t arrived_ms);

// Tries once more what was set aside; gives how much of it still is.
Result<std::int64_t> retry_set_aside(ClientStore& store, std::uint64_t now_ms);

}  // namespace minsync
