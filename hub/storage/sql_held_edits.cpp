#include "hub/storage/sql_hub_store.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {
namespace {

constexpr std::string_view kSelect = "SELECT partition, edit, former, stamp, at FROM held";

Result<std::vector<HeldEdit>> read_held(Database& database, Statement& row) {
  std::vector<HeldEdit> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    MINSYNC_ASSIGN(const auto bytes, database.unseal(row.blob(1), "held"));
    MINSYNC_ASSIGN(auto edit, decode_edit(bytes));
    all.push_back({{PartitionId{static_cast<std::uint32_t>(row.number(0))}, std::move(edit), Version{row.number(2)},
                    Stamp{row.number(3)}},
                   Version{row.number(4)}});
  }
}

}  // namespace

Status SqlHubStore::put_held(EditDigest digest, const HeldEdit& held) {
  const auto& edit = held.arrived.edit;
  return database_.run("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", edit.id.device,
                       edit.id.incarnation, edit.id.sequence, digest, edit.record, held.arrived.partition, held.at,
                       Blob{database_.seal(encode_edit(edit), "held")}, held.arrived.former, held.arrived.stamp);
}

Result<std::vector<HeldEdit>> SqlHubStore::held_on(RecordId record) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelect) + " WHERE record = ? ORDER BY at", record));
  return read_held(database_, row);
}

Result<std::vector<HeldEdit>> SqlHubStore::all_held() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelect) + " ORDER BY partition, at"));
  return read_held(database_, row);
}

Status SqlHubStore::drop_held(const EditId& id, EditDigest digest) {
  return database_.run("DELETE FROM held WHERE device = ? AND incarnation = ? AND sequence = ? AND digest = ?",
                       id.device, id.incarnation, id.sequence, digest);
}

}  // namespace minsync
