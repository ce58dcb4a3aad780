// The feed, where moved records stood before, and what was purged.
#include "hub/storage/sql_hub_store.h"

namespace minsync {

static bool differ_by_record_alone(const FeedEntry& a, const FeedEntry& b) {
  return a.unit == b.unit && a.form == b.form && a.author == b.author && a.incarnation == b.incarnation &&
         a.foreign == b.foreign && a.county == b.county && a.left == b.left;
}

// Entries of a run of new records are alike: what is bound stays until it is bound anew.
Status SqlHubStore::put_feed(PartitionId partition, std::span<const FeedEntry> entries) {
  MINSYNC_ASSIGN(auto row, database_.prepare("INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  row.bind(1, partition);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    if (i == 0 || !differ_by_record_alone(entry, entries[i - 1])) {
      row.bind(2, entry.unit);
      row.lend(4, entry.form);
      row.lend(6, blob_of(entry.author.value));
      row.bind(7, entry.incarnation);
      row.bind(8, entry.foreign);
      row.bind(9, entry.county);
      row.bind(10, entry.left ? 1 : 0);
    }
    row.bind(3, entry.version);
    row.lend(5, blob_of(entry.record.value));
    MINSYNC_TRY(row.step());
    row.reset();
  }
  return {};
}

Status SqlHubStore::drop_feed(PartitionId partition, UnitId unit, Version version) {
  return database_.run("DELETE FROM feed WHERE partition = ? AND unit = ? AND version = ?", partition, unit, version);
}

constexpr std::string_view kSelectFeed =
    "SELECT version, unit, form, record, author, incarnation, foreign_version, county, departed FROM feed"
    " WHERE partition = ? AND unit = ?";

static UnitId unit_at(const Statement& row, int column) {
  return UnitId{static_cast<std::uint32_t>(row.number(column))};
}

static FeedEntry read_feed(const Statement& row) {
  return {Version{row.number(0)}, unit_at(row, 1),       std::string(row.text(2)),
          RecordId{row.uuid(3)},  DeviceId{row.uuid(4)}, Incarnation{static_cast<std::uint32_t>(row.number(5))},
          Version{row.number(6)}, unit_at(row, 7),       row.integer(8) != 0};
}

Result<std::optional<FeedEntry>> SqlHubStore::find_feed(PartitionId partition, UnitId unit, Version version) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectFeed) + " AND version = ?", partition, unit, version));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_feed(row);
}

Result<std::vector<FeedEntry>> SqlHubStore::feed(PartitionId partition, UnitId unit, Version after, std::size_t limit) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectFeed) + " AND version > ? ORDER BY version LIMIT ?",
                                           partition, unit, after, limit));
  std::vector<FeedEntry> entries;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return entries;
    entries.push_back(read_feed(row));
  }
}

Status SqlHubStore::put_stay(RecordId record, const Stay& stay) {
  return database_.run("INSERT OR REPLACE INTO stay VALUES (?, ?, ?, ?, ?)", record, stay.until, stay.unit,
                       stay.township, stay.county);
}

Result<std::vector<Stay>> SqlHubStore::stays(RecordId record, Version after) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT until, unit, township, county FROM stay WHERE record = ? AND until > ?"
                                 " ORDER BY until",
                                 record, after));
  std::vector<Stay> stays;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return stays;
    stays.push_back({Version{row.number(0)}, unit_at(row, 1), unit_at(row, 2), unit_at(row, 3)});
  }
}

Status SqlHubStore::add_foreign(PartitionId partition, UnitId unit) {
  return database_.run("INSERT OR IGNORE INTO foreign_unit VALUES (?, ?)", partition, unit);
}

Result<std::vector<std::pair<PartitionId, UnitId>>> SqlHubStore::foreign() {
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT partition, unit FROM foreign_unit ORDER BY partition, unit"));
  std::vector<std::pair<PartitionId, UnitId>> units;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return units;
    units.emplace_back(PartitionId{static_cast<std::uint32_t>(row.number(0))}, unit_at(row, 1));
  }
}

constexpr std::string_view kSelectPurged = "SELECT record, partition, form, last FROM purged";

static Purged read_purged(const Statement& row) {
  return {RecordId{row.uuid(0)}, PartitionId{static_cast<std::uint32_t>(row.number(1))}, std::string(row.text(2)),
          Version{row.number(3)}};
}

Status SqlHubStore::put_purged(const Purged& purged) {
  return database_.run("INSERT INTO purged VALUES (?, ?, ?, ?)", purged.record, purged.partition,
                       std::string_view(purged.form), purged.last);
}

Result<std::optional<Purged>> SqlHubStore::find_purged(RecordId record) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectPurged) + " WHERE record = ?", record));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  return read_purged(row);
}

Result<bool> SqlHubStore::has_purged() {
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT 1 FROM purged LIMIT 1"));
  return row.step();
}

Status SqlHubStore::drop_purged(RecordId record) {
  return database_.run("DELETE FROM purged WHERE record = ?", record);
}

Status SqlHubStore::each_purged(const std::function<Status(const Purged&)>& visit) {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectPurged) + " ORDER BY partition, last"));
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return {};
    MINSYNC_TRY(visit(read_purged(row)));
  }
}

}  // namespace minsync
