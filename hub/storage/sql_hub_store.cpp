#include "hub/storage/sql_hub_store.h"

#include <algorithm>

#include "shared/store/form_definitions.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

Blob blob_of_digest(const Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

Digest read_digest(std::string_view bytes) {
  Digest digest{};
  for (std::size_t i = 0; i < std::min(digest.size(), bytes.size()); ++i) {
    digest[i] = static_cast<std::uint8_t>(bytes[i]);
  }
  return digest;
}

constexpr std::string_view kSelectPartition = "SELECT id, last, entries, chain, fence, purges FROM partition_head";

Partition read_partition(const Statement& row) {
  return {PartitionId{static_cast<std::uint32_t>(row.number(0))},
          Version{row.number(1)},
          row.number(2),
          read_digest(row.blob(3)),
          Version{row.number(4)},
          static_cast<std::uint32_t>(row.number(5))};
}

}  // namespace

Status SqlHubStore::open_records(const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto tables, RecordTables::open(database_, forms, MatchIndex::none));
  records_.emplace(std::move(tables));
  forms_ = &forms;
  return refresh_forms();
}

Status SqlHubStore::started(Transaction transaction) {
  transaction_.emplace(std::move(transaction));
  auto status = refresh_forms();
  if (!status) transaction_.reset();
  return status;
}

// Who added a form has made its tables fit in the same transaction.
Status SqlHubStore::refresh_forms() {
  if (forms_ == nullptr) return {};
  MINSYNC_ASSIGN(const auto mark, setting("forms"));
  if (mark == forms_mark_) return {};
  MINSYNC_TRY(learn_forms(*records_, *forms_));
  forms_mark_ = mark;
  return {};
}

Status SqlHubStore::adopt_forms() {
  MINSYNC_ASSIGN(const auto learned, learn_forms(*records_, *forms_));
  forms_mark_ = learned.mark;
  return set_setting("forms", learned.mark);
}

Result<Partition> SqlHubStore::partition(PartitionId id) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectPartition) + " WHERE id = ?", id));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (found) return read_partition(row);
  MINSYNC_ASSIGN(const auto epoch, setting("epoch"));
  return Partition{id, Version{std::stoull(epoch) << kVersionEpochShift}};
}

Result<std::vector<Partition>> SqlHubStore::partitions() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectPartition) + " ORDER BY id"));
  std::vector<Partition> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    all.push_back(read_partition(row));
  }
}

Status SqlHubStore::begin_epoch(std::uint16_t epoch) {
  MINSYNC_TRY(set_setting("epoch", std::to_string(epoch)));
  return database_.run("UPDATE partition_head SET last = ?", std::uint64_t{epoch} << kVersionEpochShift);
}

Status SqlHubStore::append(const JournalEntry& entry, const Partition& after) {
  MINSYNC_TRY(database_.run("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry.partition, entry.number,
                            entry.first, entry.count, entry.device, entry.at_ms,
                            Blob{database_.seal(entry.batch, "journal")},
                            Blob{database_.seal(entry.verdicts, "journal")}, blob_of_digest(entry.hash)));
  return database_.run("INSERT OR REPLACE INTO partition_head VALUES (?, ?, ?, ?, ?, ?)", after.id, after.last,
                       after.entries, blob_of_digest(after.chain), after.fence, std::uint64_t{after.purges});
}

constexpr std::string_view kSelectEntry =
    "SELECT partition, number, first, count, device, at_ms, batch, verdicts, hash FROM journal WHERE partition = ?";

static Result<std::optional<JournalEntry>> read_entry(Database& database, Statement& row) {
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  JournalEntry entry;
  entry.partition = PartitionId{static_cast<std::uint32_t>(row.number(0))};
  entry.number = row.number(1);
  entry.first = Version{row.number(2)};
  entry.count = static_cast<std::uint32_t>(row.number(3));
  entry.device = DeviceId{row.uuid(4)};
  entry.at_ms = row.integer(5);
  MINSYNC_ASSIGN(entry.batch, database.unseal(row.blob(6), "journal"));
  MINSYNC_ASSIGN(entry.verdicts, database.unseal(row.blob(7), "journal"));
  entry.hash = read_digest(row.blob(8));
  return entry;
}

Result<std::optional<JournalEntry>> SqlHubStore::entry_at(PartitionId partition, Version version) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectEntry) + " AND first <= ? ORDER BY first DESC LIMIT 1",
                                           partition, version));
  return read_entry(database_, row);
}

Result<std::optional<JournalEntry>> SqlHubStore::entry(PartitionId partition, std::uint64_t number) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectEntry) + " AND number = ?", partition, number));
  return read_entry(database_, row);
}

Status SqlHubStore::add_received(DeviceId device, const KeptRange& range, PartitionId partition) {
  return database_.run("INSERT INTO received VALUES (?, ?, ?, ?, ?, ?, ?)", device, range.incarnation, range.first,
                       range.first.value + range.count - 1, partition, range.version, range.last);
}

Result<std::optional<ReceivedEdit>> SqlHubStore::received(const EditId& id) {
  MINSYNC_ASSIGN(
      auto row,
      database_.query("SELECT first, last, partition, version, last_digest FROM received WHERE device = ? AND"
                      " incarnation = ? AND first <= ? ORDER BY first DESC LIMIT 1",
                      id.device, id.incarnation, planted(PlantedBug::high_water) ? Sequence{INT64_MAX} : id.sequence));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found || row.number(1) < id.sequence.value) return std::nullopt;
  return ReceivedEdit{PartitionId{static_cast<std::uint32_t>(row.number(2))},
                      Version{row.number(3) + (id.sequence.value - row.number(0))},
                      id.sequence.value == row.number(1) ? EditDigest{row.number(4)} : EditDigest{}};
}

Result<std::vector<KeptRange>> SqlHubStore::all_received(DeviceId device) {
  MINSYNC_ASSIGN(auto row,
                 database_.query("SELECT incarnation, first, last, version, last_digest FROM received WHERE device"
                                 " = ? ORDER BY incarnation, first",
                                 device));
  std::vector<KeptRange> ranges;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return ranges;
    ranges.push_back({Incarnation{static_cast<std::uint32_t>(row.number(0))}, Sequence{row.number(1)},
                      row.number(2) - row.number(1) + 1, Version{row.number(3)}, EditDigest{row.number(4)}});
  }
}

Status SqlHubStore::add_fork(const EditId& id, const Fork& fork) {
  return database_.run("INSERT INTO fork VALUES (?, ?, ?, ?, ?, ?, ?)", id.device, id.incarnation, id.sequence,
                       fork.digest, fork.merged_as, fork.at.partition, fork.at.version);
}

Result<std::vector<Fork>> SqlHubStore::forks(const EditId& id) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT digest, merged_as, partition, version FROM fork WHERE device = ? AND"
                                           " incarnation = ? AND sequence = ?",
                                           id.device, id.incarnation, id.sequence));
  std::vector<Fork> forks;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return forks;
    forks.push_back({EditDigest{row.number(0)}, Incarnation{static_cast<std::uint32_t>(row.number(1))},
                     ReceivedEdit{PartitionId{static_cast<std::uint32_t>(row.number(2))}, Version{row.number(3)}}});
  }
}

Result<Sequence> SqlHubStore::last_sequence(DeviceId device, Incarnation incarnation) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT coalesce(max(last), 0) FROM received WHERE device = ? AND"
                                           " incarnation = ?",
                                           device, incarnation));
  MINSYNC_TRY(row.step());
  return Sequence{row.number(0)};
}

Result<std::uint64_t> SqlHubStore::last_serial(DeviceId device) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT last FROM receipt_serial WHERE device = ?", device));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? row.number(0) : 0;
}

Status SqlHubStore::put_receipt(DeviceId device, Receipt receipt) {
  MINSYNC_TRY(database_.run(
      "INSERT INTO receipt_serial VALUES (?, 1) ON CONFLICT (device) DO UPDATE SET last = receipt_serial.last + 1",
      device));
  MINSYNC_ASSIGN(receipt.serial, last_serial(device));
  MINSYNC_TRY(database_.run("DELETE FROM receipt WHERE device = ? AND incarnation = ? AND sequence = ? AND digest = ?",
                            device, receipt.incarnation, receipt.sequence, receipt.digest));
  return database_.run("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?)", device, receipt.serial, receipt.incarnation,
                       receipt.sequence, receipt.digest, Blob{database_.seal(encode_receipt(receipt), "receipt")});
}

Result<std::optional<Receipt>> SqlHubStore::receipt(const EditId& id, EditDigest digest) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT receipt FROM receipt WHERE device = ? AND incarnation = ? AND"
                                           " sequence = ? AND digest = ?",
                                           id.device, id.incarnation, id.sequence, digest));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(const auto bytes, database_.unseal(row.blob(0), "receipt"));
  MINSYNC_ASSIGN(auto receipt, decode_receipt(bytes));
  return receipt;
}

Result<std::vector<Receipt>> SqlHubStore::receipts(DeviceId device, std::uint64_t after_serial, std::size_t limit) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT receipt FROM receipt WHERE device = ? AND serial > ?"
                                           " ORDER BY serial LIMIT ?",
                                           device, after_serial, limit));
  std::vector<Receipt> receipts;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return receipts;
    MINSYNC_ASSIGN(const auto bytes, database_.unseal(row.blob(0), "receipt"));
    MINSYNC_ASSIGN(auto receipt, decode_receipt(bytes));
    receipts.push_back(std::move(receipt));
  }
}

Status SqlHubStore::put_waiting(EditDigest digest, const WaitingEdit& waiting) {
  const auto& id = waiting.edit.id;
  return database_.run("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", id.device, id.incarnation,
                       id.sequence, digest, waiting.edit.record, waiting.partition,
                       Blob{database_.seal(encode_edit(waiting.edit), "waiting")}, waiting.former, waiting.stamp);
}

constexpr std::string_view kSelectWaiting = "SELECT partition, edit, former, stamp FROM waiting";

static Result<std::vector<WaitingEdit>> read_waiting(Database& database, Statement& row) {
  std::vector<WaitingEdit> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    MINSYNC_ASSIGN(const auto bytes, database.unseal(row.blob(1), "waiting"));
    MINSYNC_ASSIGN(auto edit, decode_edit(bytes));
    all.push_back({PartitionId{static_cast<std::uint32_t>(row.number(0))}, std::move(edit), Version{row.number(2)},
                   Stamp{row.number(3)}});
  }
}

Result<std::vector<WaitingEdit>> SqlHubStore::waiting(DeviceId device) {
  MINSYNC_ASSIGN(auto row,
                 database_.query(std::string(kSelectWaiting) + " WHERE device = ? ORDER BY sequence", device));
  return read_waiting(database_, row);
}

Result<std::vector<WaitingEdit>> SqlHubStore::waiting_on(RecordId record) {
  MINSYNC_ASSIGN(auto row,
                 database_.query(std::string(kSelectWaiting) + " WHERE record = ? ORDER BY device, sequence", record));
  return read_waiting(database_, row);
}

Result<std::vector<WaitingEdit>> SqlHubStore::all_waiting() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectWaiting) + " ORDER BY device, sequence"));
  return read_waiting(database_, row);
}

Status SqlHubStore::drop_waiting(const EditId& id, EditDigest digest) {
  return database_.run("DELETE FROM waiting WHERE device = ? AND incarnation = ? AND sequence = ? AND digest = ?",
                       id.device, id.incarnation, id.sequence, digest);
}

}  // namespace minsync
