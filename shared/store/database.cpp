#include "shared/store/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <vector>

#include "shared/sealing/conversion.h"
#include "shared/sealing/folder_keys.h"

namespace minsync {

struct StatementCache {
  sqlite3* handle = nullptr;
  std::map<std::string, std::vector<sqlite3_stmt*>, std::less<>> free;

  ~StatementCache() {
    for (auto& [sql, statements] : free) {
      for (auto* statement : statements) sqlite3_finalize(statement);
    }
    sqlite3_close(handle);
  }
};

namespace {

Fault fault_of(sqlite3* handle) {
  const int code = sqlite3_errcode(handle) & 0xff;
  const std::string why = sqlite3_errmsg(handle);
  if (is_seal_broken(sqlite3_extended_errcode(handle))) {
    const char* path = sqlite3_db_filename(handle, "main");
    return {FaultKind::integrity, "sealing.altered", {path == nullptr ? "" : path}, {}};
  }
  switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return {FaultKind::failed, "common.disk", {why}, {}};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return {FaultKind::failed, "common.cannot_open", {why}, {}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {FaultKind::failed, "common.busy", {}, {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {FaultKind::integrity, "common.damaged", {why}, {}};
    default:
      return {FaultKind::failed, "common.store", {why}, {}};
  }
}

int open_file(const std::string& name, const std::optional<FileSeal>& seal, int flags, sqlite3** handle) {
  if (!seal) {
    const int code = sqlite3_open_v2(name.c_str(), handle, flags, nullptr);
    sqlite3_extended_result_codes(*handle, 1);
    return code;
  }
  const OpenWith with(seal->opening);
  const int code = sqlite3_open_v2(name.c_str(), handle, flags, sealed_vfs());
  if (code != SQLITE_OK) return code;
  prepare_sealed(*handle);
  sqlite3_extended_result_codes(*handle, 1);
  return code;
}

constexpr const char* kPragmas =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA cache_spill=OFF;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-16000;"
    "PRAGMA wal_autocheckpoint=4000;";

}  // namespace

Statement::Statement(std::shared_ptr<StatementCache> cache, sqlite3_stmt* statement)
    : cache_(std::move(cache)), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : cache_(std::move(other.cache_)), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  cache_->free[sqlite3_sql(statement_)].push_back(statement_);
}

void Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}

void Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL instead of an empty text.
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text(statement_, index, data, static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void Statement::bind(int index, Blob blob) {
  const char* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  sqlite3_bind_blob(statement_, index, data, static_cast<int>(blob.bytes.size()), SQLITE_TRANSIENT);
}

void Statement::bind_null(int index) {
  sqlite3_bind_null(statement_, index);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(fault_of(sqlite3_db_handle(statement_)));
}

void Statement::reset() {
  sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return data == nullptr ? std::string_view{}
                         : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::string_view Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return data == nullptr ? std::string_view{}
                         : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

Uuid Statement::uuid(int column) const {
  Uuid id;
  const auto bytes = blob(column);
  if (bytes.size() == id.bytes.size()) {
    std::ranges::transform(bytes, id.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  }
  return id;
}

Database::Database(sqlite3* handle) : cache_(std::make_shared<StatementCache>()) {
  cache_->handle = handle;
}

bool Database::exists(const std::string& path) {
  sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
  int found = 0;
  return files->xAccess(files, path.c_str(), SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found != 0;
}

// What SQLite cannot know when it says that something is no database.
static Fault not_opened(sqlite3* handle, const std::string& path, bool sealed) {
  auto fault = fault_of(handle);
  if (fault.id != "common.damaged") return fault;
  if (sealed && !is_sealed_database(path)) return {FaultKind::integrity, "sealing.plain_inside", {path}, {}};
  if (!sealed && is_sealed_database(path)) return {FaultKind::not_allowed, "sealing.no_ring", {path, kRingFile}, {}};
  return fault;
}

Result<Database> Database::open(const std::string& path, bool create) {
  MINSYNC_ASSIGN(const auto seal, seal_of(path));
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX;
  const int code = open_file(path, seal, flags, &handle);
  Database database(handle);
  if (code != SQLITE_OK) return fail(not_opened(handle, path, seal.has_value()));
  sqlite3_busy_timeout(handle, 30'000);
  if (!database.script(kPragmas)) return fail(not_opened(handle, path, seal.has_value()));
  // A power loss can leave the log's end within a sector, where the next write, torn by another one, would take the
  // last commit along (SQLite writes the rest of that sector after its sync). What the log holds goes into the database
  // first. Where that cannot be, on a full disk say, the store is no worse than before.
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return database;
}

Result<Database> Database::open_read_only(const std::string& path) {
  MINSYNC_ASSIGN(auto seal, seal_of(path));
  // A backup is sealed by what it begins with, wherever it lies.
  if (seal && seal->opening.lead == 0) seal.reset();
  sqlite3* handle = nullptr;
  // As a URI, since only that can say that the file does not change under SQLite.
  const int code = open_file(file_uri(path) + "?immutable=1", seal,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, &handle);
  Database database(handle);
  if (code != SQLITE_OK) return fail(fault_of(handle));
  // SQLite opens anything; only reading shows what it is.
  MINSYNC_TRY(database.script("SELECT count(*) FROM sqlite_master"));
  return database;
}

Result<Database> Database::open_scratch() {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  // Always sealed: what spills is anybody's records.
  const int code = sqlite3_open_v2("", &handle, flags, sealed_vfs());
  Database database(handle);
  if (code != SQLITE_OK) return fail(fault_of(handle));
  // Nothing of it must survive anything, so it may spill to its nameless file.
  MINSYNC_TRY(database.script("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-64000;"));
  return database;
}

Status Database::copy_to(Database& target) {
  sqlite3_backup* copying = sqlite3_backup_init(target.cache_->handle, "main", cache_->handle, "main");
  if (copying == nullptr) return fail(fault_of(target.cache_->handle));
  // In one step, under one read lock: pages that a writer changes meanwhile are not in it.
  const int copied = sqlite3_backup_step(copying, -1);
  const int finished = sqlite3_backup_finish(copying);
  if (finished != SQLITE_OK) return fail(fault_of(target.cache_->handle));
  // A lock that was not to be had is no fault to SQLite, which would let us try again; the busy timeout has done that.
  return copied == SQLITE_DONE ? Status{} : fail(FaultKind::failed, "common.busy");
}

Result<Statement> Database::prepare(std::string_view sql) {
  const auto cached = cache_->free.find(sql);
  if (cached != cache_->free.end() && !cached->second.empty()) {
    auto* statement = cached->second.back();
    cached->second.pop_back();
    return Statement(cache_, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(cache_->handle, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return fail(fault_of(cache_->handle));
  return Statement(cache_, statement);
}

Status Database::script(const std::string& sql) {
  if (sqlite3_exec(cache_->handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return fail(fault_of(cache_->handle));
  }
  return {};
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(cache_->handle);
}

Status Database::check_integrity() {
  MINSYNC_ASSIGN(auto statement, prepare("PRAGMA integrity_check(1)"));
  MINSYNC_ASSIGN(const bool row, statement.step());
  if (row && statement.text(0) == "ok") return {};
  return fail(FaultKind::integrity, "common.damaged", {row ? std::string(statement.text(0)) : std::string()});
}

Result<Transaction> Transaction::begin(Database& database) {
  MINSYNC_TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Result<Transaction> Transaction::begin_read(Database& database) {
  MINSYNC_TRY(database.run("BEGIN"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back already; then this fails and there is nothing left to do.
  if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}

Status Transaction::commit() {
  MINSYNC_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace minsync
