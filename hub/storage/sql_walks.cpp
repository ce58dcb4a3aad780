// Whole tables, row by row, and the copy of all of them.
#include "hub/storage/sql_hub_store.h"
#include "shared/store/record_columns.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

Status each_row(Statement& rows, const std::function<Status(const Statement&)>& visit) {
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return {};
    MINSYNC_TRY(visit(rows));
  }
}

Incarnation incarnation(const Statement& row, int column) {
  return {static_cast<std::uint32_t>(row.number(column))};
}
PartitionId partition_id(const Statement& row, int column) {
  return {static_cast<std::uint32_t>(row.number(column))};
}

}  // namespace

Result<std::vector<std::pair<UnitId, std::uint64_t>>> SqlHubStore::records_by_unit(const Form& form) {
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT unit, count(*) FROM " + table_of(form) +
                                              " WHERE deleted = 0 GROUP BY unit ORDER BY unit"));
  std::vector<std::pair<UnitId, std::uint64_t>> counts;
  MINSYNC_TRY(each_row(rows, [&](const Statement& row) -> Status {
    counts.emplace_back(UnitId{static_cast<std::uint32_t>(row.number(0))}, row.number(1));
    return {};
  }));
  return counts;
}

Status SqlHubStore::each_feed(PartitionId partition, const std::function<Status(const FeedEntry&)>& visit) {
  MINSYNC_ASSIGN(auto rows, database_.query("SELECT unit, version FROM feed WHERE partition = ?", partition));
  return each_row(rows, [&](const Statement& row) -> Status {
    MINSYNC_ASSIGN(const auto entry,
                   find_feed(partition, UnitId{static_cast<std::uint32_t>(row.number(0))}, Version{row.number(1)}));
    return entry ? visit(*entry) : Status{};
  });
}

Status SqlHubStore::each_received(const std::function<Status(DeviceId, const KeptRange&, PartitionId)>& visit) {
  MINSYNC_ASSIGN(
      auto rows,
      database_.prepare("SELECT device, incarnation, first, last, version, partition, last_digest FROM received"));
  return each_row(rows, [&](const Statement& row) {
    const KeptRange range{incarnation(row, 1), Sequence{row.number(2)}, row.number(3) - row.number(2) + 1,
                          Version{row.number(4)}, EditDigest{row.number(6)}};
    return visit(DeviceId{row.uuid(0)}, range, partition_id(row, 5));
  });
}

Status SqlHubStore::each_fork(const std::function<Status(const EditId&, const Fork&)>& visit) {
  MINSYNC_ASSIGN(
      auto rows,
      database_.prepare("SELECT device, incarnation, sequence, digest, merged_as, partition, version FROM fork"));
  return each_row(rows, [&](const Statement& row) {
    const EditId id{DeviceId{row.uuid(0)}, incarnation(row, 1), Sequence{row.number(2)}};
    return visit(id, {EditDigest{row.number(3)}, incarnation(row, 4), {partition_id(row, 5), Version{row.number(6)}}});
  });
}

Status SqlHubStore::each_receipt(const std::function<Status(DeviceId, const Receipt&)>& visit) {
  MINSYNC_ASSIGN(auto rows, database_.prepare("SELECT device, receipt FROM receipt"));
  return each_row(rows, [&](const Statement& row) -> Status {
    MINSYNC_ASSIGN(const auto bytes, database_.unseal(row.blob(1), "receipt"));
    MINSYNC_ASSIGN(const auto receipt, decode_receipt(bytes));
    return visit(DeviceId{row.uuid(0)}, receipt);
  });
}

Status SqlHubStore::copy_to(const std::string& path) {
  MINSYNC_ASSIGN(auto target, Database::open(path, true));
  MINSYNC_TRY(database_.copy_to(target));
  // One file and nothing beside it.
  return target.script("PRAGMA journal_mode=DELETE");
}

}  // namespace minsync
