#include "hub/api/watermark.h"

#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

std::string setting_of(PartitionId partition) {
  return "backed_up." + std::to_string(partition.value);
}

}  // namespace

Result<Version> backed_up_to(HubStore& store, PartitionId id) {
  if (planted(PlantedBug::watermark_too_early)) {
    MINSYNC_ASSIGN(const auto partition, store.partition(id));
    return partition.last;
  }
  MINSYNC_ASSIGN(const auto noted, store.setting(setting_of(id)));
  return Version{noted.empty() ? 0 : std::stoull(noted)};
}

Status note_backed_up(HubStore& store, const std::vector<Partition>& partitions) {
  for (const auto& partition : partitions) {
    MINSYNC_TRY(store.set_setting(setting_of(partition.id), std::to_string(partition.last.value)));
  }
  return {};
}

}  // namespace minsync
