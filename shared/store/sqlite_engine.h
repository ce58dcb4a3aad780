// SQLite behind `Database`.
#pragma once

#include "shared/store/sql_engine.h"

struct sqlite3;

namespace minsync {

// From so many pages on, 16 MB, a log is written back.
inline constexpr int kLongLogPages = 4000;

class SqliteConnection final : public SqlConnection {
 public:
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  ~SqliteConnection() override;

  const SqlDialect& dialect() const override;
  Result<std::unique_ptr<SqlStatement>> prepare(std::string_view sql) override;
  Status script(const std::string& sql) override;
  std::int64_t changes() const override;
  Status begin_write() override;
  Status begin_read() override;
  Status commit() override;
  void rollback() override;
  bool on_long_log(std::function<void()> ready) override;
  Status write_log_back() override;
  Result<std::set<std::string>> parts_of(std::string_view table) override;
  Status copy_to(SqlConnection& to) override;
  Status check_integrity() override;
  std::string seal(std::string_view bytes, std::string_view place) override;
  Result<std::string> unseal(std::string_view sealed, std::string_view place) override;
  std::string search_key(std::string_view value, std::string_view place) override;

 private:
  sqlite3* handle_;
  std::function<void()> long_log_;
};

// What the connection's last error means to us.
Fault sqlite_fault(sqlite3* handle);

}  // namespace minsync
