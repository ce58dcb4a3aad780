// The tables on SQLite, and how stores of either engine are made and opened.
#include <filesystem>

#include "hub/storage/postgres/postgres_connection.h"
#include "hub/storage/postgres/postgres_schema.h"
#include "hub/storage/sql_hub_store.h"
#include "hub/storage/store_location.h"
#include "shared/store/schema.h"
#include "sync_protocol/planted_bug.h"

namespace minsync {
namespace {

// 1: the first. 2: the audit log. 3: former keys of devices, persons. 4: publications.
constexpr int kSchemaVersion = 4;
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

std::string whole_schema() {
  return std::string(kSchema) + kPeopleSchema + kPublicationSchema;
}

std::string path_in(const std::string& folder) {
  return (std::filesystem::path(folder) / "hub.db").string();
}

// What every new store begins with.
Status begin_history(SqlHubStore& store) {
  MINSYNC_TRY(store.set_setting("epoch", "1"));
  return store.set_setting("tag_key", hex(random_bytes<32>()));
}

Status make_tables(SqlHubStore& store, const FormCatalogue& forms) {
  MINSYNC_TRY(store.begin_write());
  MINSYNC_TRY(make_schema(store.database(), whole_schema(), kSchemaVersion));
  MINSYNC_TRY(store.open_records(forms));
  MINSYNC_TRY(begin_history(store));
  return store.commit();
}

Status make_postgres_tables(const PostgresLocation& location, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, open_postgres(location.url, location.key));
  SqlHubStore store(std::move(database));
  MINSYNC_TRY(store.begin_write());
  MINSYNC_TRY(make_postgres_schema(store.database()));
  MINSYNC_TRY(store.open_records(forms));
  MINSYNC_TRY(begin_history(store));
  return store.commit();
}

// Mostly all tables are there, and nobody need wait for a writer; what is missing is made under the writers' lock.
Status fit_records(SqlHubStore& store, const FormCatalogue& forms) {
  MINSYNC_TRY(store.begin_read());
  const auto fits = store.open_records(forms);
  store.end_read();
  if (fits) return {};
  MINSYNC_TRY(store.begin_write());
  MINSYNC_TRY(store.open_records(forms));
  return store.commit();
}

Result<std::unique_ptr<HubStore>> open_postgres_store(const PostgresLocation& location, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, open_postgres(location.url, location.key));
  MINSYNC_TRY(check_postgres_schema(database));
  auto store = std::make_unique<SqlHubStore>(std::move(database));
  MINSYNC_TRY(fit_records(*store, forms));
  return store;
}

}  // namespace

Result<std::unique_ptr<HubStore>> open_hub_store(const std::string& folder, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(const auto location, postgres_location(folder));
  if (location) return open_postgres_store(*location, forms);
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder), false));
  if (planted(PlantedBug::answer_before_fsync)) MINSYNC_TRY(database.script("PRAGMA synchronous=OFF"));
  MINSYNC_TRY(fit_schema(database, whole_schema(), kSchemaVersion));
  auto store = std::make_unique<SqlHubStore>(std::move(database));
  MINSYNC_TRY(store->open_records(forms));
  return store;
}

Result<bool> needs_network(const std::string& folder) {
  MINSYNC_ASSIGN(const auto location, postgres_location(folder));
  return location && is_network_address(location->url);
}

Status create_hub_store(const std::string& folder, const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open(path_in(folder), true));
  SqlHubStore store(std::move(database));
  return make_tables(store, forms);
}

Status create_postgres_hub_store(const std::string& folder, const FormCatalogue& forms, const std::string& url) {
  const PostgresLocation location{url, SecretKey::random()};
  MINSYNC_TRY(write_postgres_location(folder, location));
  auto made = make_postgres_tables(location, forms);
  std::error_code error;
  if (!made) std::filesystem::remove(std::filesystem::path(folder) / kStoreFile, error);
  return made;
}

Result<std::unique_ptr<HubStore>> scratch_hub_store(const FormCatalogue& forms) {
  MINSYNC_ASSIGN(auto database, Database::open_scratch());
  auto store = std::make_unique<SqlHubStore>(std::move(database));
  MINSYNC_TRY(make_tables(*store, forms));
  return store;
}

}  // namespace minsync
