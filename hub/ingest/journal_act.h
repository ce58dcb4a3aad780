// What the hub or its administrator did that no edit says, as an entry of the journal: whoever reads it later sees when
// a recovery was open. An act takes one version and concerns no record.
#pragma once

#include <optional>

#include "hub/storage/hub_store.h"

namespace minsync {

enum class Act : std::uint8_t {
  epoch_begun = 1,     // a recovery is open from here on
  recovery_closed = 2  // what waited for something lost was judged by what was there
};

// In every partition, inside the caller's write transaction.
Status journal_act(HubStore& store, Act act, std::int64_t now_ms);

// Nothing for an entry of edits.
std::optional<Act> act_of(const JournalEntry& entry);

}  // namespace minsync
