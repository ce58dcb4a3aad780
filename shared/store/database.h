// A database as this project uses it: cached prepared statements, everything bound. One Database is one connection and
// belongs to one thread at a time; several connections to the same database are fine. Opened from a file it is SQLite:
// WAL, synchronous FULL, no cache spill (SQLite 3.40.1 can lose committed transactions when a spill meets ROLLBACK TO),
// busy waiting. sql_engine.h has what another engine must do.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/store/sql_engine.h"
#include "sync_protocol/ids.h"
#include "sync_protocol/result.h"

namespace minsync {

struct Blob {
  std::string_view bytes;
};
inline Blob blob_of(const Uuid& id) {
  return {{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}};
}

struct StatementCache;
using FreeStatements = std::vector<std::unique_ptr<SqlStatement>>;

// A prepared statement taken from the connection's cache; goes back, reset, when it is destroyed.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters count from 1. Text and blobs are copied.
  void bind(int index, std::int64_t value) { statement_->bind(index, value); }
  void bind(int index, std::string_view text) { statement_->bind_text(index, text); }
  void bind(int index, Blob blob) { statement_->bind_blob(index, blob.bytes); }
  void bind_null(int index) { statement_->bind_null(index); }
  // Not copied: it must stay until the statement is reset, or gone.
  void lend(int index, std::string_view text) { statement_->lend_text(index, text); }
  void lend(int index, Blob blob) { statement_->lend_blob(index, blob.bytes); }
  template <std::integral Number>
  void bind(int index, Number value) {
    bind(index, static_cast<std::int64_t>(value));
  }
  template <typename Tag, std::integral Number>
  void bind(int index, Strong<Tag, Number> value) {
    bind(index, static_cast<std::int64_t>(value.value));
  }
  template <typename Tag>
  void bind(int index, const Strong<Tag, Uuid>& id) {
    bind(index, blob_of(id.value));
  }

  // True while there is a row.
  Result<bool> step() { return statement_->step(); }
  void reset() { statement_->reset(); }

  // Columns count from 0. Views hold until the next step.
  bool is_null(int column) const { return statement_->is_null(column); }
  std::int64_t integer(int column) const { return statement_->integer(column); }
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::string_view text(int column) const { return statement_->text(column); }
  std::string_view blob(int column) const { return statement_->blob(column); }
  Uuid uuid(int column) const;  // nil if the blob has not 16 bytes

 private:
  friend class Database;
  Statement(std::shared_ptr<StatementCache> cache, FreeStatements& home, std::unique_ptr<SqlStatement> statement);
  std::shared_ptr<StatementCache> cache_;
  FreeStatements* home_;
  std::unique_ptr<SqlStatement> statement_;
};

class Database {
 public:
  // Whether there is a database to open, asked of SQLite's own file system (tests replace it). An empty file is none.
  static bool exists(const std::string& path);
  // Opens, or creates if `create`: sealed if its folder or the file itself has a key ring (shared/sealing), else as it
  // is. Faults: no such file (failed), not a database, damaged or altered (integrity), no key for it (not_allowed),
  // locked.
  static Result<Database> open(const std::string& path, bool create);
  // A file that nobody writes, a backup say: it is left as it is, and nothing is made beside it.
  static Result<Database> open_read_only(const std::string& path);
  // An empty one without a name, which is gone when it is closed.
  static Result<Database> open_scratch();
  explicit Database(std::unique_ptr<SqlConnection> connection);

  Result<Statement> prepare(std::string_view sql);
  // Prepares and binds; the caller steps.
  template <typename... Values>
  Result<Statement> query(std::string_view sql, const Values&... values) {
    auto statement = prepare(sql);
    if (statement) {
      int index = 0;
      (statement->bind(++index, values), ...);
    }
    return statement;
  }
  // Runs a statement that gives no rows.
  template <typename... Values>
  Status run(std::string_view sql, const Values&... values) {
    MINSYNC_ASSIGN(auto statement, query(sql, values...));
    MINSYNC_TRY(statement.step());
    return {};
  }
  // Runs a script of several statements without parameters: schemas.
  Status script(const std::string& sql) { return connection().script(sql); }
  // Rows changed by the last statement.
  std::int64_t changes() const { return connection().changes(); }
  // Everything, as it is at one moment, in place of what `target` holds; others may write here meanwhile. Between
  // files.
  Status copy_to(Database& target) { return connection().copy_to(target.connection()); }
  // Verifies the file's structure; the first fault found as args.
  Status check_integrity() { return connection().check_integrity(); }

  const SqlDialect& dialect() const { return connection().dialect(); }
  // Where values are sealed one by one (SqlDialect::sealed); elsewhere the bytes themselves.
  std::string seal(std::string bytes, std::string_view place) {
    return dialect().sealed ? connection().seal(bytes, place) : std::move(bytes);
  }
  Result<std::string> unseal(std::string_view bytes, std::string_view place) {
    return dialect().sealed ? connection().unseal(bytes, place) : Result<std::string>(std::string(bytes));
  }
  SqlConnection& connection() const;

 private:
  std::shared_ptr<StatementCache> cache_;
};

// A write transaction; rolled back unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  // A read snapshot instead.
  static Result<Transaction> begin_read(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace minsync
