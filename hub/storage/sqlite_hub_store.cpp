#include "hub/storage/sqlite_hub_store.h"

#include <algorithm>
#include <filesystem>

#include "shared/store/form_definitions.h"
#include "shared/store/schema.h"
#include "sync_protocol/codec/codec.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

// 1: the first. 2: the audit log. 3: former keys of devices, persons.
constexpr int kSchemaVersion = 3;
constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS enrol_code (
  hash TEXT PRIMARY KEY, unit INTEGER NOT NULL, role INTEGER NOT NULL, forms TEXT NOT NULL,
  expires_ms INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device (
  id BLOB PRIMARY KEY, name TEXT NOT NULL, unit INTEGER NOT NULL, role INTEGER NOT NULL, forms TEXT NOT NULL,
  public_key BLOB NOT NULL, revoked INTEGER NOT NULL, copied INTEGER NOT NULL,
  enrolled_ms INTEGER NOT NULL, last_contact_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS former_key (
  device BLOB, public_key BLOB, ended_ms INTEGER NOT NULL, PRIMARY KEY (device, public_key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS life (
  device BLOB, incarnation INTEGER, counter INTEGER NOT NULL, spent INTEGER NOT NULL, at_ms INTEGER NOT NULL,
  request INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (device, incarnation)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS partition_head (
  id INTEGER PRIMARY KEY, last INTEGER NOT NULL, entries INTEGER NOT NULL, chain BLOB NOT NULL,
  fence INTEGER NOT NULL, purges INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS journal (
  partition INTEGER, number INTEGER, first INTEGER NOT NULL, count INTEGER NOT NULL, device BLOB NOT NULL,
  at_ms INTEGER NOT NULL, batch BLOB NOT NULL, verdicts BLOB NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (partition, number));
CREATE UNIQUE INDEX IF NOT EXISTS journal_first ON journal (partition, first);
CREATE TABLE IF NOT EXISTS feed (
  partition INTEGER, unit INTEGER, version INTEGER, form TEXT NOT NULL, record BLOB NOT NULL,
  author BLOB NOT NULL, incarnation INTEGER NOT NULL, foreign_version INTEGER NOT NULL, county INTEGER NOT NULL,
  departed INTEGER NOT NULL, PRIMARY KEY (partition, unit, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stay (
  record BLOB, until INTEGER, unit INTEGER NOT NULL, township INTEGER NOT NULL, county INTEGER NOT NULL,
  PRIMARY KEY (record, until)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS foreign_unit (partition INTEGER, unit INTEGER, PRIMARY KEY (partition, unit)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purged (
  record BLOB PRIMARY KEY, partition INTEGER NOT NULL, form TEXT NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS received (
  device BLOB, incarnation INTEGER, first INTEGER, last INTEGER NOT NULL, partition INTEGER NOT NULL,
  version INTEGER NOT NULL, last_digest INTEGER NOT NULL, PRIMARY KEY (device, incarnation, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fork (
  device BLOB, incarnation INTEGER, sequence INTEGER, digest INTEGER, merged_as INTEGER NOT NULL,
  partition INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt (
  device BLOB, serial INTEGER, incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL, digest INTEGER NOT NULL,
  receipt BLOB NOT NULL, PRIMARY KEY (device, serial)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS receipt_edit ON receipt (device, incarnation, sequence, digest);
CREATE TABLE IF NOT EXISTS receipt_serial (device BLOB PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  device BLOB, incarnation INTEGER, sequence INTEGER, digest INTEGER, record BLOB NOT NULL, partition INTEGER NOT NULL,
  edit BLOB NOT NULL, former INTEGER NOT NULL, stamp INTEGER NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_record ON waiting (record);
CREATE TABLE IF NOT EXISTS held (
  device BLOB, incarnation INTEGER, sequence INTEGER, digest INTEGER, record BLOB NOT NULL, partition INTEGER NOT NULL,
  at INTEGER NOT NULL, edit BLOB NOT NULL, former INTEGER NOT NULL, stamp INTEGER NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_record ON held (record, at);
CREATE TABLE IF NOT EXISTS told (
  device BLOB, incarnation INTEGER, number INTEGER NOT NULL, counter INTEGER NOT NULL, state BLOB NOT NULL,
  PRIMARY KEY (device, incarnation)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantined (
  number INTEGER PRIMARY KEY, device BLOB NOT NULL, digest INTEGER NOT NULL, partition INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, reason TEXT NOT NULL, args BLOB NOT NULL, batch BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS audit (
  number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, action INTEGER NOT NULL, actor TEXT NOT NULL,
  object TEXT NOT NULL, details BLOB NOT NULL, hash BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS quarantined_digest ON quarantined (device, digest);
)sql";

std::string path_in(const std::string& folder) {
  return (std::filesystem::path(folder) / "hub.db").string();
}

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

Status SqliteHubStore::open_records(const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto tables, RecordTables::open(database_, forms));
  records_.emplace(std::move(tables));
  forms_ = &forms;
  return refresh_forms();
}

Status SqliteHubStore::started(Transaction transaction) {
  transaction_.emplace(std::move(transaction));
  auto status = refresh_forms();
  if (!status) transaction_.reset();
  return status;
}

// Who added a form has made its tables fit in the same transaction.
Status SqliteHubStore::refresh_forms() {
  if (forms_ == nullptr) return {};
  MINSYNC_ASSIGN(const auto mark, setting("forms"));
  if (mark == forms_mark_) return {};
  MINSYNC_TRY(learn_forms(*records_, *forms_));
  forms_mark_ = mark;
  return {};
}

Status SqliteHubStore::adopt_forms() {
  MINSYNC_ASSIGN(const auto learned, learn_forms(*records_, *forms_));
  forms_mark_ = learned.mark;
  return set_setting("forms", learned.mark);
}

Result<Partition> SqliteHubStore::partition(PartitionId id) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectPartition) + " WHERE id = ?", id));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (found) return read_partition(row);
  MINSYNC_ASSIGN(const auto epoch, setting("epoch"));
  return Partition{id, Version{std::stoull(epoch) << kVersionEpochShift}};
}

Result<std::vector<Partition>> SqliteHubStore::partitions() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectPartition) + " ORDER BY id"));
  std::vector<Partition> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    all.push_back(read_partition(row));
  }
}

Status SqliteHubStore::begin_epoch(std::uint16_t epoch) {
  MINSYNC_TRY(set_setting("epoch", std::to_string(epoch)));
  return database_.run("UPDATE partition_head SET last = ?", std::uint64_t{epoch} << kVersionEpochShift);
}

Status SqliteHubStore::append(const JournalEntry& entry, const Partition& after) {
  MINSYNC_TRY(database_.run("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry.partition, entry.number,
                            entry.first, entry.count, entry.device, entry.at_ms, Blob{entry.batch},
                            Blob{entry.verdicts}, blob_of_digest(entry.hash)));
  return database_.run("INSERT OR REPLACE INTO partition_head VALUES (?, ?, ?, ?, ?, ?)", after.id, after.last,
                       after.entries, blob_of_digest(after.chain), after.fence, std::uint64_t{after.purges});
}

constexpr std::string_view kSelectEntry =
    "SELECT partition, number, first, count, device, at_ms, batch, verdicts, hash FROM journal WHERE partition = ?";

static Result<std::optional<JournalEntry>> read_entry(Statement& row) {
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  JournalEntry entry;
  entry.partition = PartitionId{static_cast<std::uint32_t>(row.number(0))};
  entry.number = row.number(1);
  entry.first = Version{row.number(2)};
  entry.count = static_cast<std::uint32_t>(row.number(3));
  entry.device = DeviceId{row.uuid(4)};
  entry.at_ms = row.integer(5);
  entry.batch = row.blob(6);
  entry.verdicts = row.blob(7);
  entry.hash = read_digest(row.blob(8));
  return entry;
}

Result<std::optional<JournalEntry>> SqliteHubStore::entry_at(PartitionId partition, Version version) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectEntry) + " AND first <= ? ORDER BY first DESC LIMIT 1",
                                           partition, version));
  return read_entry(row);
}

Result<std::optional<JournalEntry>> SqliteHubStore::entry(PartitionId partition, std::uint64_t number) {
  MINSYNC_ASSIGN(auto row, database_.query(std::string(kSelectEntry) + " AND number = ?", partition, number));
  return read_entry(row);
}

Status SqliteHubStore::add_received(DeviceId device, const KeptRange& range, PartitionId partition) {
  return database_.run("INSERT INTO received VALUES (?, ?, ?, ?, ?, ?, ?)", device, range.incarnation, range.first,
                       range.first.value + range.count - 1, partition, range.version, range.last);
}

Result<std::optional<ReceivedEdit>> SqliteHubStore::received(const EditId& id) {
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

Result<std::vector<KeptRange>> SqliteHubStore::all_received(DeviceId device) {
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

Status SqliteHubStore::add_fork(const EditId& id, const Fork& fork) {
  return database_.run("INSERT INTO fork VALUES (?, ?, ?, ?, ?, ?, ?)", id.device, id.incarnation, id.sequence,
                       fork.digest, fork.merged_as, fork.at.partition, fork.at.version);
}

Result<std::vector<Fork>> SqliteHubStore::forks(const EditId& id) {
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

Result<Sequence> SqliteHubStore::last_sequence(DeviceId device, Incarnation incarnation) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT coalesce(max(last), 0) FROM received WHERE device = ? AND"
                                           " incarnation = ?",
                                           device, incarnation));
  MINSYNC_TRY(row.step());
  return Sequence{row.number(0)};
}

Result<std::uint64_t> SqliteHubStore::last_serial(DeviceId device) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT last FROM receipt_serial WHERE device = ?", device));
  MINSYNC_ASSIGN(const bool found, row.step());
  return found ? row.number(0) : 0;
}

Status SqliteHubStore::put_receipt(DeviceId device, Receipt receipt) {
  MINSYNC_TRY(database_.run(
      "INSERT INTO receipt_serial VALUES (?, 1) ON CONFLICT (device) DO UPDATE SET last = last + 1", device));
  MINSYNC_ASSIGN(receipt.serial, last_serial(device));
  MINSYNC_TRY(database_.run("DELETE FROM receipt WHERE device = ? AND incarnation = ? AND sequence = ? AND digest = ?",
                            device, receipt.incarnation, receipt.sequence, receipt.digest));
  return database_.run("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?)", device, receipt.serial, receipt.incarnation,
                       receipt.sequence, receipt.digest, Blob{encode_receipt(receipt)});
}

Result<std::optional<Receipt>> SqliteHubStore::receipt(const EditId& id, EditDigest digest) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT receipt FROM receipt WHERE device = ? AND incarnation = ? AND"
                                           " sequence = ? AND digest = ?",
                                           id.device, id.incarnation, id.sequence, digest));
  MINSYNC_ASSIGN(const bool found, row.step());
  if (!found) return std::nullopt;
  MINSYNC_ASSIGN(auto receipt, decode_receipt(row.blob(0)));
  return receipt;
}

Result<std::vector<Receipt>> SqliteHubStore::receipts(DeviceId device, std::uint64_t after_serial, std::size_t limit) {
  MINSYNC_ASSIGN(auto row, database_.query("SELECT receipt FROM receipt WHERE device = ? AND serial > ?"
                                           " ORDER BY serial LIMIT ?",
                                           device, after_serial, limit));
  std::vector<Receipt> receipts;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return receipts;
    MINSYNC_ASSIGN(auto receipt, decode_receipt(row.blob(0)));
    receipts.push_back(std::move(receipt));
  }
}

Status SqliteHubStore::put_waiting(EditDigest digest, const WaitingEdit& waiting) {
  const auto& id = waiting.edit.id;
  return database_.run("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", id.device, id.incarnation,
                       id.sequence, digest, waiting.edit.record, waiting.partition, Blob{encode_edit(waiting.edit)},
                       waiting.former, waiting.stamp);
}

constexpr std::string_view kSelectWaiting = "SELECT partition, edit, former, stamp FROM waiting";

static Result<std::vector<WaitingEdit>> read_waiting(Statement& row) {
  std::vector<WaitingEdit> all;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, row.step());
    if (!found) return all;
    MINSYNC_ASSIGN(auto edit, decode_edit(row.blob(1)));
    all.push_back({PartitionId{static_cast<std::uint32_t>(row.number(0))}, std::move(edit), Version{row.number(2)},
                   Stamp{row.number(3)}});
  }
}

Result<std::vector<WaitingEdit>> SqliteHubStore::waiting(DeviceId device) {
  MINSYNC_ASSIGN(auto row,
                 database_.query(std::string(kSelectWaiting) + " WHERE device = ? ORDER BY sequence", device));
  return read_waiting(row);
}

Result<std::vector<WaitingEdit>> SqliteHubStore::waiting_on(RecordId record) {
  MINSYNC_ASSIGN(auto row,
                 database_.query(std::string(kSelectWaiting) + " WHERE record = ? ORDER BY device, sequence", record));
  return read_waiting(row);
}

Result<std::vector<WaitingEdit>> SqliteHubStore::all_waiting() {
  MINSYNC_ASSIGN(auto row, database_.prepare(std::string(kSelectWaiting) + " ORDER BY device, sequence"));
  return read_waiting(row);
}

Status SqliteHubStore::drop_waiting(const EditId& id, EditDigest digest) {
  return database_.run("DELETE FROM waiting WHERE device = ? AND incarnation = ? AND sequence = ? AND digest = ?",
                       id.device, id.incarnation, id.sequence, digest);
}

Result<std::unique_ptr<HubStore>> open_hub_store(const std::string& folder, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder), false));
  if (planted(PlantedBug::answer_before_fsync)) MINSYNC_TRY(database.script("PRAGMA synchronous=OFF"));
  MINSYNC_TRY(fit_schema(database, std::string(kSchema) + kPeopleSchema, kSchemaVersion));
  auto store = std::make_unique<SqliteHubStore>(std::move(database));
  MINSYNC_TRY(store->open_records(forms));
  return store;
}

static Status make_tables(SqliteHubStore& store, const FormCatalogue& forms) {
  MINSYNC_TRY(store.begin_write());
  MINSYNC_TRY(make_schema(store.database(), std::string(kSchema) + kPeopleSchema, kSchemaVersion));
  MINSYNC_TRY(store.open_records(forms));
  MINSYNC_TRY(store.set_setting("epoch", "1"));
  MINSYNC_TRY(store.set_setting("tag_key", hex(random_bytes<32>())));
  return store.commit();
}

Status create_hub_store(const std::string& folder, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder), true));
  SqliteHubStore store(std::move(database));
  return make_tables(store, forms);
}

Result<std::unique_ptr<HubStore>> scratch_hub_store(const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open_scratch());
  auto store = std::make_unique<SqliteHubStore>(std::move(database));
  MINSYNC_TRY(make_tables(*store, forms));
  return store;
}

}  // namespace minsync
