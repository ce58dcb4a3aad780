// What stands behind `Database`: SQLite here (sqlite_engine.h), PostgreSQL at the hub (hub/storage/postgres). Each
// engine speaks the SQL that this project writes (DESIGN.md, "Two engines"). One connection and its statements belong
// to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "sync_protocol/result.h"

namespace minsync {

// A prepared statement. Its connection outlives it.
class SqlStatement {
 public:
  virtual ~SqlStatement() = default;
  // Parameters count from 1. What is bound is copied.
  virtual void bind(int index, std::int64_t value) = 0;
  virtual void bind_text(int index, std::string_view text) = 0;
  virtual void bind_blob(int index, std::string_view bytes) = 0;
  virtual void bind_null(int index) = 0;
  // The same without a copy, where the engine can: what is lent stays where it is until the statement is reset.
  virtual void lend_text(int index, std::string_view text) { bind_text(index, text); }
  virtual void lend_blob(int index, std::string_view bytes) { bind_blob(index, bytes); }

  // True while there is a row.
  virtual Result<bool> step() = 0;
  virtual void reset() = 0;  // what is bound stays
  virtual void clear() = 0;  // reset, and nothing is bound

  // Columns count from 0. Views hold until the next step.
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view blob(int column) const = 0;
};

// The words in which tables are made, and how they lie.
struct SqlDialect {
  std::string_view integer, blob, text, table_end;
  bool partitioned;  // the partition leads the keys of records
  bool sealed;       // values are sealed one by one, see SqlConnection::seal
};

// What sealing adds to a value's bytes.
inline constexpr std::size_t kSealedOverhead = 28;

class SqlConnection {
 public:
  virtual ~SqlConnection() = default;
  virtual const SqlDialect& dialect() const = 0;

  virtual Result<std::unique_ptr<SqlStatement>> prepare(std::string_view sql) = 0;
  // Several statements without parameters.
  virtual Status script(const std::string& sql) = 0;
  virtual std::int64_t changes() const = 0;

  virtual Status begin_write() = 0;  // no other connection writes until it ends
  virtual Status begin_read() = 0;   // sees one moment
  virtual Status commit() = 0;       // durable when it returns
  virtual void rollback() = 0;       // whatever state the transaction is in

  // Where commits go into a log and the store's file gets them later, a commit writes that back itself when the log is
  // long. With this it calls `ready` instead, until the log is much longer; another thread then does it with a
  // connection of its own. False where there is no such log.
  virtual bool on_long_log([[maybe_unused]] std::function<void()> ready) { return false; }
  virtual Status write_log_back() { return {}; }  // as far as those who read and write meanwhile allow

  // The names of a table's columns and indexes; none if there is no such table.
  virtual Result<std::set<std::string>> parts_of(std::string_view table) = 0;
  virtual Status copy_to(SqlConnection& target) = 0;
  virtual Status check_integrity() = 0;

  // Where the dialect says `sealed`: bytes that only who has the store's key can read, bound to `place` (a table's
  // name, and the row's where it may not change); and what equal values have in common, for finding them.
  virtual std::string seal(std::string_view bytes, std::string_view place) = 0;
  virtual Result<std::string> unseal(std::string_view sealed, std::string_view place) = 0;
  virtual std::string search_key(std::string_view value, std::string_view place) = 0;
};

}  // namespace minsync
