// The workload's rows in a plain typed SQLite table, with nothing beside it: what every peer that is SQL stores.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace minsync::peer {

// A benchmark that cannot go on ends: prints `what` and exits with 1.
[[noreturn]] void stop(const std::string& what);

using Cell = std::variant<std::monostate, std::int64_t, std::string>;
struct PlainRow {
  std::string id;           // 16 bytes
  std::vector<Cell> cells;  // as kColumns; nothing: the line does not name it
};

// Of the cells, in order.
std::vector<std::string> column_names();

// One line of NDJSON. Money becomes hundredths, dates days since 1970-01-01.
PlainRow plain_row(const std::string& line);
std::vector<PlainRow> read_rows(const std::string& file);

// WAL, the same synchronous mode, cache and checkpoints as the product's stores.
class PlainTable {
 public:
  explicit PlainTable(const std::string& file);
  ~PlainTable();
  PlainTable(const PlainTable&) = delete;
  PlainTable& operator=(const PlainTable&) = delete;

  sqlite3* handle() const { return handle_; }
  void begin() { script("BEGIN IMMEDIATE"); }
  void commit() { script("COMMIT"); }
  void script(const char* sql);
  void insert(const PlainRow& row);
  // Reads the row whole, changes what `row` names, writes it whole.
  void read_modify_write(const PlainRow& row);

 private:
  sqlite3_stmt* prepare(const std::string& sql);
  void write(const PlainRow& row);

  sqlite3* handle_ = nullptr;
  sqlite3_stmt *insert_ = nullptr, *select_ = nullptr;
};

}  // namespace minsync::peer
