#include "shared/store/sqlite_engine.h"

#include <sqlite3.h>

#include "shared/sealing/sealed_vfs.h"
#include "shared/store/database.h"

namespace minsync {

Fault sqlite_fault(sqlite3* handle) {
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

namespace {

class SqliteStatement final : public SqlStatement {
 public:
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void bind(int index, std::int64_t value) override { sqlite3_bind_int64(statement_, index, value); }
  void bind_text(int index, std::string_view text) override {
    // A null pointer would bind NULL instead of an empty text.
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text(statement_, index, data, static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void bind_blob(int index, std::string_view bytes) override {
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob(statement_, index, data, static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  }
  void bind_null(int index) override { sqlite3_bind_null(statement_, index); }
  void lend_text(int index, std::string_view text) override {
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text(statement_, index, data, static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void lend_blob(int index, std::string_view bytes) override {
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob(statement_, index, data, static_cast<int>(bytes.size()), SQLITE_STATIC);
  }

  Result<bool> step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return fail(sqlite_fault(sqlite3_db_handle(statement_)));
  }
  void reset() override { sqlite3_reset(statement_); }
  void clear() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    return view(reinterpret_cast<const char*>(sqlite3_column_text(statement_, column)), column);
  }
  std::string_view blob(int column) const override {
    return view(static_cast<const char*>(sqlite3_column_blob(statement_, column)), column);
  }

 private:
  std::string_view view(const char* data, int column) const {
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  sqlite3_stmt* statement_;
};

}  // namespace

SqliteConnection::~SqliteConnection() {
  sqlite3_close(handle_);
}

const SqlDialect& SqliteConnection::dialect() const {
  static constexpr SqlDialect kDialect{"INTEGER", "BLOB", "TEXT", " WITHOUT ROWID", false, false};
  return kDialect;
}

Result<std::unique_ptr<SqlStatement>> SqliteConnection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) return fail(sqlite_fault(handle_));
  return std::make_unique<SqliteStatement>(statement);
}

Status SqliteConnection::script(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return fail(sqlite_fault(handle_));
  return {};
}

std::int64_t SqliteConnection::changes() const {
  return sqlite3_changes64(handle_);
}

Status SqliteConnection::begin_write() {
  return script("BEGIN IMMEDIATE");
}
Status SqliteConnection::begin_read() {
  return script("BEGIN");
}
Status SqliteConnection::commit() {
  return script("COMMIT");
}
void SqliteConnection::rollback() {
  // After some errors SQLite has rolled back already; then this fails and there is nothing left to do.
  static_cast<void>(script("ROLLBACK"));
}

bool SqliteConnection::on_long_log(std::function<void()> ready) {
  long_log_ = std::move(ready);
  sqlite3_wal_hook(
      handle_,
      [](void* ready_, sqlite3* handle, const char*, int pages) {
        if (pages >= kLongLogPages) (*static_cast<std::function<void()>*>(ready_))();
        // Whoever writes without a pause never leaves a moment in which all of it is written back.
        if (pages >= 4 * kLongLogPages)
          sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return SQLITE_OK;
      },
      &long_log_);
  return true;
}

Status SqliteConnection::write_log_back() {
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Another one is at it.
  return code == SQLITE_OK || code == SQLITE_BUSY ? Status{} : fail(sqlite_fault(handle_));
}

Result<std::set<std::string>> SqliteConnection::parts_of(std::string_view table) {
  MINSYNC_ASSIGN(const auto rows, prepare("SELECT name FROM pragma_table_info(?1) UNION ALL"
                                          " SELECT name FROM pragma_index_list(?1)"));
  rows->bind_text(1, table);
  std::set<std::string> names;
  for (;;) {
    MINSYNC_ASSIGN(const bool found, rows->step());
    if (!found) return names;
    names.insert(std::string(rows->text(0)));
  }
}

Status SqliteConnection::copy_to(SqlConnection& to) {
  auto* target = static_cast<SqliteConnection&>(to).handle_;
  sqlite3_backup* copying = sqlite3_backup_init(target, "main", handle_, "main");
  if (copying == nullptr) return fail(sqlite_fault(target));
  // In one step, under one read lock: pages that a writer changes meanwhile are not in it.
  const int copied = sqlite3_backup_step(copying, -1);
  const int finished = sqlite3_backup_finish(copying);
  if (finished != SQLITE_OK) return fail(sqlite_fault(target));
  // A lock that was not to be had is no fault to SQLite, which would let us try again; the busy timeout has done that.
  return copied == SQLITE_DONE ? Status{} : fail(FaultKind::failed, "common.busy");
}

Status SqliteConnection::check_integrity() {
  MINSYNC_ASSIGN(const auto statement, prepare("PRAGMA integrity_check(1)"));
  MINSYNC_ASSIGN(const bool row, statement->step());
  if (row && statement->text(0) == "ok") return {};
  return fail(FaultKind::integrity, "common.damaged", {row ? std::string(statement->text(0)) : std::string()});
}

// The file as a whole is sealed, or nothing is.
std::string SqliteConnection::seal(std::string_view bytes, std::string_view) {
  return std::string(bytes);
}
Result<std::string> SqliteConnection::unseal(std::string_view sealed, std::string_view) {
  return std::string(sealed);
}
std::string SqliteConnection::search_key(std::string_view value, std::string_view) {
  return std::string(value);
}

}  // namespace minsync
