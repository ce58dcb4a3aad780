// What the hub or its administrator did that no edit says, as an entry of the journal: whoever reads it later sees when
// a recovery was open. An act takes one version and concerns no record.
#pragma once

#include <optional>

#include "hub/storage/hub_store.h"

namespace minsync {

enum class Act : std::uint8_t {
  epoch_begun = 1,      // a recovery is open from here on
  recovery_closed = 2,  // what waited for something lost was judged by what was there
  purged = 3,           // removed records up to a version were purged (purging.h)
  bases_given_up = 4    // what waited for edits that exist nowhere was judged without them
};

struct JournaledAct {
  Act act;
  Version fence{};  // of a purge
};

// In every partition, inside the caller's write transaction.
Status journal_act(HubStore& store, Act act, std::int64_t now_ms);
// In one; gives the partition as it is then.
Result<Partition> journal_act(HubStore& store, Partition partition, const JournaledAct& act, std::int64_t now_ms);

// Nothing for an entry of edits.
std::optional<JournaledAct> act_of(const JournalEntry& entry);

}  // namespace minsync
