// What a client has to send, and what it has sent.
#include "client/store/outbox_rows.h"
#include "sync_protocol/codec/codec.h"

namespace minsync {

Result<OutboxEntry> read_outbox(const Statement& row) {
  OutboxEntry entry;
  entry.partition = PartitionId{static_cast<std::uint32_t>(row.number(0))};
  entry.state = static_cast<OutboxState>(row.integer(1));
  entry.version = Version{row.number(2)};
  MINSYNC_ASSIGN(entry.edit, decode_edit(row.blob(3)));
  if (!row.is_null(4)) {
    MINSYNC_ASSIGN(entry.receipt, decode_receipt(row.blob(4)));
  }
  entry.created_ms = row.integer(5);
  return entry;
}

Result<std::vector<OutboxEntry>> read_outbox_rows(Statement& rows) {
  std::vector<OutboxEntry> entries;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return entries;
    MINSYNC_ASSIGN(auto entry, read_outbox(rows));
    entries.push_back(std::move(entry));
  }
}

static SendGroup read_group(const Statement& row) {
  return {row.integer(0) != 0, PartitionId{static_cast<std::uint32_t>(row.number(1))},
          Incarnation{static_cast<std::uint32_t>(row.number(2))}};
}

Result<std::optional<SendGroup>> ClientStore::first_to_send() {
  // Every edit of a form that is urgent is, so a record's edits keep their order. With both in one ORDER BY, descending
  // and ascending, SQLite would read all that is unsent and sort it.
  MINSYNC_ASSIGN(auto first, database_.prepare("SELECT urgent, partition, incarnation FROM outbox"
                                               " WHERE (state = 0 OR send_again = 1) AND urgent ="
                                               " (SELECT max(urgent) FROM outbox WHERE (state = 0 OR send_again = 1))"
                                               " ORDER BY sequence LIMIT 1"));
  MINSYNC_ASSIGN(const bool any, first.step());
  return any ? std::optional(read_group(first)) : std::nullopt;
}

Result<std::vector<OutboxEntry>> ClientStore::next_to_send(std::size_t limit) {
  MINSYNC_ASSIGN(const auto group, first_to_send());
  return group ? to_send(*group, Sequence{}, limit) : std::vector<OutboxEntry>{};
}

Result<std::vector<SendGroup>> ClientStore::groups_to_send() {
  MINSYNC_ASSIGN(auto rows,
                 database_.prepare("SELECT urgent, partition, incarnation FROM outbox"
                                   " WHERE (state = 0 OR send_again = 1) GROUP BY urgent, partition, incarnation"
                                   " ORDER BY urgent DESC, min(sequence)"));
  std::vector<SendGroup> groups;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows.step());
    if (!found) return groups;
    groups.push_back(read_group(rows));
  }
}

Result<std::vector<OutboxEntry>> ClientStore::to_send(const SendGroup& group, Sequence after, std::size_t limit) {
  MINSYNC_ASSIGN(auto rows, database_.query(kSelectOutbox + std::string(kOfSendGroup) + " ORDER BY sequence LIMIT ?",
                                            group.urgent ? 1 : 0, group.partition, group.incarnation, after, limit));
  return read_outbox_rows(rows);
}

Result<std::int64_t> ClientStore::count_unsent() {
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT count(*) FROM outbox WHERE (state = 0 OR send_again = 1)"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

Result<bool> ClientStore::any_unsent() {
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT 1 FROM outbox WHERE (state = 0 OR send_again = 1) LIMIT 1"));
  return row.step();
}

Result<bool> ClientStore::is_only_edit_of(RecordId record, Sequence sequence) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT 1 FROM outbox WHERE record = ? AND sequence <> ? LIMIT 1", record, sequence));
  MINSYNC_ASSIGN(const bool other, row.step());
  return !other;
}

Result<std::vector<OutboxEntry>> ClientStore::pending_within(Incarnation incarnation, Sequence after, Sequence last,
                                                             std::size_t limit) {
  MINSYNC_ASSIGN(auto rows, database_.query(std::string(kSelectOutbox) +
                                                " WHERE +state = 0 AND incarnation = ? AND sequence > ? AND"
                                                " sequence <= ? ORDER BY sequence LIMIT ?",
                                            incarnation, after, last, limit));
  return read_outbox_rows(rows);
}

// Mostly they and their versions go on without gaps: one statement for each such run.
Status ClientStore::merged(const std::vector<OutboxEntry>& entries) {
  static_assert(static_cast<int>(OutboxState::done) == 2);
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    const auto& first = entries[begin];
    const auto follows = [&](const OutboxEntry& entry, std::size_t distance) {
      return entry.edit.id.sequence.value == first.edit.id.sequence.value + distance &&
             entry.version.value == first.version.value + distance;
    };
    for (end = begin + 1; end < entries.size() && follows(entries[end], end - begin);) ++end;
    const Sequence last = entries[end - 1].edit.id.sequence;
    MINSYNC_TRY(database_.run("UPDATE outbox SET state = 2, version = ? + sequence WHERE sequence BETWEEN ? AND ?",
                              first.version.value - first.edit.id.sequence.value, first.edit.id.sequence, last));
  }
  return {};
}

Status ClientStore::sent(const ReceiptRange& range) {
  return database_.run(
      "UPDATE outbox SET send_again = 0 WHERE send_again = 1 AND incarnation = ? AND sequence BETWEEN ? AND ?",
      range.incarnation, range.first, range.first.value + range.count - 1);
}

Result<std::vector<OutboxEntry>> ClientStore::outbox(std::optional<OutboxState> state, std::size_t limit,
                                                     Sequence before) {
  const std::string newest = " AND sequence < ? ORDER BY sequence DESC LIMIT ?";
  // Sequences are far below it.
  const std::int64_t behind = before.value == 0 ? INT64_MAX : static_cast<std::int64_t>(before.value);
  if (state) {
    MINSYNC_ASSIGN(auto rows,
                   database_.query(std::string(kSelectOutbox) + std::string(in_outbox_state(*state)) + newest,
                                   static_cast<int>(*state), behind, limit));
    return read_outbox_rows(rows);
  }
  MINSYNC_ASSIGN(auto rows,
                 database_.query(std::string(kSelectOutbox) + " WHERE (state <> ? OR receipt IS NOT NULL)" + newest,
                                 static_cast<int>(OutboxState::done), behind, limit));
  return read_outbox_rows(rows);
}

Result<std::optional<Edit>> ClientStore::newest_receipted() {
  MINSYNC_ASSIGN(auto row, database_.prepare("SELECT edit FROM outbox_edit WHERE sequence ="
                                             " (SELECT sequence FROM outbox WHERE state <> 0 AND version > 0"
                                             " ORDER BY version DESC LIMIT 1)"));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto edit, decode_edit(row.blob(0)));
  return edit;
}

Result<std::int64_t> ClientStore::count_outbox(OutboxState state) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT count(*) FROM outbox" + std::string(in_outbox_state(state)),
                                           static_cast<int>(state)));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

}  // namespace minsync
