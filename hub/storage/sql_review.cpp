// What review reads over all records: the journal backwards.
#include "hub/storage/sql_hub_store.h"

namespace minsync {

Result<std::vector<EntryVerdicts>> SqlHubStore::verdicts_below(PartitionId partition, Version version,
                                                               std::size_t limit) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT first, at_ms, verdicts, length(batch) FROM journal"
                                           " WHERE partition = ? AND first < ? ORDER BY first DESC LIMIT ?",
                                           partition, version, limit));
  std::vector<EntryVerdicts> entries;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return entries;
    MINSYNC_ASSIGN(auto verdicts, database_.unseal(row.blob(2), "journal"));
    entries.push_back({Version{row.number(0)}, row.integer(1), std::move(verdicts), row.number(3)});
  }
}

}  // namespace minsync
