// What review reads over all records: the journal backwards, and groups with more than one head.
#include "hub/storage/sql_hub_store.h"
#include "shared/store/record_columns.h"
#include "sync_protocol/codec/codec.h"

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

Result<std::vector<Contested>> SqlHubStore::contested(const Form& form, std::span<const GroupNumber> groups,
                                                      const ContestedPlace& after, std::size_t limit) {
  std::vector<Contested> found;
  if (groups.empty()) return found;
  std::string sql = "SELECT e.record, r.unit, e.state FROM record_extra e JOIN " + table_of(form) +
                    " r ON r.id = e.record WHERE e.form = ? AND e.heads > 1 AND r.deleted = 0 AND e.grp IN (?";
  for (std::size_t i = 1; i < groups.size(); ++i) sql += ", ?";
  sql += ") AND (e.record, e.grp) > (?, ?) ORDER BY e.record, e.grp LIMIT ?";
  MINSYNC_ASSIGN(auto row, database_.prepare(sql));
  int index = 0;
  row.bind(++index, std::string_view(form.name));
  for (const auto group : groups) row.bind(++index, group);
  row.bind(++index, after.record);
  row.bind(++index, after.group);
  row.bind(++index, limit);
  for (;;) {
    MINSYNC_ASSIGN(const bool more, row.step());
    if (!more) return found;
    MINSYNC_ASSIGN(const auto bytes, database_.unseal(row.blob(2), "record_extra"));
    MINSYNC_ASSIGN(auto state, decode_group(bytes));
    found.push_back({RecordId{row.uuid(0)}, UnitId{static_cast<std::uint32_t>(row.number(1))}, std::move(state)});
  }
}

}  // namespace minsync
