#include "client/store/watermark.h"

namespace minsync {
namespace {

std::string setting_of(PartitionId partition) {
  return "backed_up." + std::to_string(partition.value);
}

}  // namespace

// Not the greatest ever told: a hub that went back may have fewer backups than it had.
Status note_backed_up(ClientStore& store, const PartitionChanges& changes) {
  return store.set_setting(setting_of(changes.cursor.partition), std::to_string(changes.backed_up.value));
}

Result<BackedUp> backed_up(ClientStore& store) {
  BackedUp counts;
  MINSYNC_ASSIGN(auto partitions, store.database().prepare("SELECT DISTINCT partition FROM outbox WHERE version > 0"));
  for (;;) {
    MINSYNC_ASSIGN(const bool more, partitions.step());
    if (!more) return counts;
    const PartitionId partition{static_cast<std::uint32_t>(partitions.number(0))};
    MINSYNC_ASSIGN(const auto told, store.setting(setting_of(partition)));
    MINSYNC_ASSIGN(auto row, store.database().query("SELECT count(*), count(CASE WHEN version <= ? THEN 1 END)"
                                                    " FROM outbox WHERE partition = ? AND version > 0 AND state <> ?",
                                                    told.empty() ? 0 : std::stoull(told), partition,
                                                    static_cast<int>(OutboxState::pending)));
    MINSYNC_TRY(row.step());
    counts.received += row.integer(0);
    counts.safe += row.integer(1);
  }
}

}  // namespace minsync
