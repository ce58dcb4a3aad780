#include "hub/storage/postgres/postgres_schema.h"

namespace minsync {
namespace {

// 1: the first. 2: publications.
constexpr std::int64_t kVersion = 2;

// The partition leads wherever rows belong to one; what devices have is led by the device. TEXT compares bytes, as on
// SQLite, whatever the database's language is.
constexpr std::string_view kSchema = R"sql(
CREATE TABLE schema_version (version BIGINT PRIMARY KEY);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE enrol_code (
  hash TEXT PRIMARY KEY, unit BIGINT NOT NULL, role BIGINT NOT NULL, forms TEXT NOT NULL,
  expires_ms BIGINT NOT NULL, used BIGINT NOT NULL);
CREATE TABLE device (
  id BYTEA PRIMARY KEY, name TEXT NOT NULL, unit BIGINT NOT NULL, role BIGINT NOT NULL, forms TEXT NOT NULL,
  public_key BYTEA NOT NULL, revoked BIGINT NOT NULL, copied BIGINT NOT NULL,
  enrolled_ms BIGINT NOT NULL, last_contact_ms BIGINT NOT NULL);
CREATE TABLE former_key (
  device BYTEA, public_key BYTEA, ended_ms BIGINT NOT NULL, PRIMARY KEY (device, public_key));
CREATE TABLE life (
  device BYTEA, incarnation BIGINT, counter BIGINT NOT NULL, spent BIGINT NOT NULL, at_ms BIGINT NOT NULL,
  request BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (device, incarnation));
CREATE TABLE partition_head (
  id BIGINT PRIMARY KEY, last BIGINT NOT NULL, entries BIGINT NOT NULL, chain BYTEA NOT NULL,
  fence BIGINT NOT NULL, purges BIGINT NOT NULL);
CREATE TABLE journal (
  partition BIGINT, number BIGINT, first BIGINT NOT NULL, count BIGINT NOT NULL, device BYTEA NOT NULL,
  at_ms BIGINT NOT NULL, batch BYTEA NOT NULL, verdicts BYTEA NOT NULL, hash BYTEA NOT NULL,
  PRIMARY KEY (partition, number));
CREATE UNIQUE INDEX journal_first ON journal (partition, first);
CREATE TABLE feed (
  partition BIGINT, unit BIGINT, version BIGINT, form TEXT NOT NULL, record BYTEA NOT NULL,
  author BYTEA NOT NULL, incarnation BIGINT NOT NULL, foreign_version BIGINT NOT NULL, county BIGINT NOT NULL,
  departed BIGINT NOT NULL, PRIMARY KEY (partition, unit, version));
CREATE TABLE stay (
  record BYTEA, until BIGINT, unit BIGINT NOT NULL, township BIGINT NOT NULL, county BIGINT NOT NULL,
  PRIMARY KEY (record, until));
CREATE TABLE foreign_unit (partition BIGINT, unit BIGINT, PRIMARY KEY (partition, unit));
CREATE TABLE purged (
  record BYTEA, partition BIGINT, form TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (partition, record));
CREATE INDEX purged_record ON purged (record);
CREATE TABLE received (
  device BYTEA, incarnation BIGINT, first BIGINT, last BIGINT NOT NULL, partition BIGINT NOT NULL,
  version BIGINT NOT NULL, last_digest BIGINT NOT NULL, PRIMARY KEY (device, incarnation, first));
CREATE TABLE fork (
  device BYTEA, incarnation BIGINT, sequence BIGINT, digest BIGINT, merged_as BIGINT NOT NULL,
  partition BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest));
CREATE TABLE receipt (
  device BYTEA, serial BIGINT, incarnation BIGINT NOT NULL, sequence BIGINT NOT NULL, digest BIGINT NOT NULL,
  receipt BYTEA NOT NULL, PRIMARY KEY (device, serial));
CREATE UNIQUE INDEX receipt_edit ON receipt (device, incarnation, sequence, digest);
CREATE TABLE receipt_serial (device BYTEA PRIMARY KEY, last BIGINT NOT NULL);
CREATE TABLE waiting (
  device BYTEA, incarnation BIGINT, sequence BIGINT, digest BIGINT, record BYTEA NOT NULL, partition BIGINT NOT NULL,
  edit BYTEA NOT NULL, former BIGINT NOT NULL, stamp BIGINT NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest));
CREATE INDEX waiting_record ON waiting (record);
CREATE TABLE held (
  device BYTEA, incarnation BIGINT, sequence BIGINT, digest BIGINT, record BYTEA NOT NULL, partition BIGINT NOT NULL,
  at BIGINT NOT NULL, edit BYTEA NOT NULL, former BIGINT NOT NULL, stamp BIGINT NOT NULL,
  PRIMARY KEY (device, incarnation, sequence, digest));
CREATE INDEX held_record ON held (record, at);
CREATE TABLE told (
  device BYTEA, incarnation BIGINT, number BIGINT NOT NULL, counter BIGINT NOT NULL, state BYTEA NOT NULL,
  PRIMARY KEY (device, incarnation));
CREATE TABLE quarantined (
  number BIGINT PRIMARY KEY, device BYTEA NOT NULL, digest BIGINT NOT NULL, partition BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, reason TEXT NOT NULL, args BYTEA NOT NULL, batch BYTEA NOT NULL);
CREATE TABLE audit (
  number BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL, action BIGINT NOT NULL, actor TEXT NOT NULL,
  object TEXT NOT NULL, details BYTEA NOT NULL, hash BYTEA NOT NULL);
CREATE UNIQUE INDEX quarantined_digest ON quarantined (device, digest);
CREATE TABLE hub_user (
  name TEXT PRIMARY KEY, display TEXT NOT NULL, roles BIGINT NOT NULL, disabled BIGINT NOT NULL, salt BYTEA NOT NULL,
  key BYTEA NOT NULL, log_n BIGINT NOT NULL, r BIGINT NOT NULL, p BIGINT NOT NULL, first_password BIGINT NOT NULL,
  totp BYTEA NOT NULL, totp_offered BYTEA NOT NULL, totp_step BIGINT NOT NULL, failures BYTEA NOT NULL,
  locked_until_ms BIGINT NOT NULL, added_ms BIGINT NOT NULL, last_login_ms BIGINT NOT NULL);
CREATE TABLE hub_session (
  hash BYTEA PRIMARY KEY, "user" TEXT NOT NULL, began_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL);
CREATE TABLE hub_request (
  number BIGINT PRIMARY KEY, kind BIGINT NOT NULL, digest BYTEA NOT NULL, about TEXT NOT NULL, asked_by TEXT NOT NULL,
  approved_by TEXT NOT NULL, asked_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL, done_ms BIGINT NOT NULL);
)sql";
// What the first version had not.
constexpr std::string_view kPublications = R"sql(
CREATE TABLE IF NOT EXISTS publication (
  year BIGINT, number BIGINT, body BYTEA NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (year, number));
CREATE TABLE IF NOT EXISTS publication_draft (
  request BIGINT PRIMARY KEY, year BIGINT NOT NULL, body BYTEA NOT NULL);
)sql";

std::string with_bytewise_texts(std::string sql) {
  for (std::size_t at = 0; (at = sql.find(" TEXT", at)) != std::string::npos; at += 17) {
    sql.replace(at, 5, " TEXT COLLATE \"C\"");
  }
  return sql;
}

Result<bool> has_tables(Database& database) {
  MINSYNC_ASSIGN(const auto parts, database.connection().parts_of("schema_version"));
  return !parts.empty();
}

Result<std::int64_t> version_of(Database& database) {
  MINSYNC_ASSIGN(auto row, database.prepare("SELECT max(version) FROM schema_version"));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

// Several processes may open a store of before at once: the first one makes what is missing.
Status make_newer(Database& database) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  MINSYNC_ASSIGN(const auto version, version_of(database));
  if (version != 1) return {};
  MINSYNC_TRY(database.script(with_bytewise_texts(std::string(kPublications))));
  MINSYNC_TRY(database.run("INSERT INTO schema_version VALUES (?)", kVersion));
  return transaction.commit();
}

}  // namespace

Status make_postgres_schema(Database& database) {
  MINSYNC_ASSIGN(const bool there, has_tables(database));
  if (there) return fail(FaultKind::usage, "hub.postgres_in_use");
  MINSYNC_TRY(database.script(with_bytewise_texts(std::string(kSchema) + std::string(kPublications))));
  return database.run("INSERT INTO schema_version VALUES (?)", kVersion);
}

Status check_postgres_schema(Database& database) {
  MINSYNC_ASSIGN(const bool there, has_tables(database));
  if (!there) return fail(FaultKind::failed, "hub.postgres_empty");
  MINSYNC_ASSIGN(auto version, version_of(database));
  if (version == 1) {
    MINSYNC_TRY(make_newer(database));
    MINSYNC_ASSIGN(version, version_of(database));
  }
  if (version == kVersion) return {};
  return fail(FaultKind::failed, "hub.postgres_version", {std::to_string(version), std::to_string(kVersion)});
}

}  // namespace minsync
