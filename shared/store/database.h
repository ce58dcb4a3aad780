// SQLite, as this project uses it: WAL, synchronous FULL, no cache spill (SQLite 3.40.1 can lose committed transactions
// when a spill meets ROLLBACK TO), busy waiting, cached prepared statements, everything bound. One Database is one
// connection and belongs to one thread at a time; several connections to the same file are fine.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sync_protocol/ids.h"
#include "sync_protocol/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace minsync {

struct Blob {
  std::string_view bytes;
};
inline Blob blob_of(const Uuid& id) {
  return {{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}};
}

struct StatementCache;

// A prepared statement taken from the connection's cache; goes back, reset, when it is destroyed.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters count from 1. Text and blobs are copied.
  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view text);
  void bind(int index, Blob blob);
  void bind_null(int index);
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
  Result<bool> step();
  void reset();

  // Columns count from 0. Views hold until the next step.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  Uuid uuid(int column) const;  // nil if the blob has not 16 bytes

 private:
  friend class Database;
  Statement(std::shared_ptr<StatementCache> cache, sqlite3_stmt* statement);
  std::shared_ptr<StatementCache> cache_;
  sqlite3_stmt* statement_;
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
  Status script(const std::string& sql);
  // Rows changed by the last statement.
  std::int64_t changes() const;
  // Everything, as it is at one moment, in place of what `target` holds; others may write here meanwhile.
  Status copy_to(Database& target);
  // Verifies the file's structure; the first fault found as args.
  Status check_integrity();

 private:
  explicit Database(sqlite3* handle);
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
