// A database behind the sealing VFS on a simulated disk, and what can be seen of it there.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "shared/sealing/sealed_vfs.h"
#include "tests/support/disk/simulated_disk.h"

namespace minsync {

inline const std::string kPlanted = "330106198807154321-PLANTED";

inline SealedOpening some_keys(std::int64_t lead = 0) {
  return {std::make_shared<const DataKeys>(DataKeys{DataKey::random()}), lead};
}

class Connection {
 public:
  Connection(const std::string& path, const SealedOpening& opening) {
    const OpenWith with(opening);
    code_ = sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sealed_vfs());
    prepare_sealed(handle_);
    sqlite3_extended_result_codes(handle_, 1);
  }
  explicit Connection(const std::string& path) { code_ = sqlite3_open(path.c_str(), &handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close(handle_); }

  sqlite3* handle() { return handle_; }
  int opened() const { return code_; }
  int run(const std::string& sql) { return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr); }
  // The first column of the first row; "error N" if there is none.
  std::string text(const std::string& sql) {
    sqlite3_stmt* row = nullptr;
    int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &row, nullptr);
    std::string text = "error " + std::to_string(code);
    if (code == SQLITE_OK) {
      code = sqlite3_step(row);
      text = "error " + std::to_string(code);
      if (code == SQLITE_ROW && sqlite3_column_text(row, 0) != nullptr) {
        text = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
      }
    }
    sqlite3_finalize(row);
    return text;
  }
  // 300 rows with the planted text in them.
  void fill() {
    ASSERT_EQ(SQLITE_OK,
              run("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, long TEXT);"
                  "CREATE INDEX t_word ON t (word);"
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                  "INSERT INTO t SELECT i, '" +
                  kPlanted + "' || i, replace(hex(zeroblob(i * 2)), '00', '" + kPlanted.substr(0, 18) + "') FROM n;"));
  }
  std::string sum() { return text("SELECT sum(length(long)) || ' ' || count(*) || ' ' || max(word) FROM t"); }

 private:
  sqlite3* handle_ = nullptr;
  int code_ = SQLITE_OK;
};

class SealedDatabaseTest : public ::testing::Test {
 protected:
  std::string path() const { return disk_.folder() + "/" + kFile; }
  std::unique_ptr<Connection> open() { return std::make_unique<Connection>(path(), opening_); }
  std::unique_ptr<Connection> open_log() {
    auto connection = open();
    EXPECT_EQ("wal", connection->text("PRAGMA journal_mode=WAL"));
    return connection;
  }
  void expect_nothing_plain() const {
    for (const auto& file : disk_.files()) {
      const auto bytes = disk_.content(file).value_or("");
      EXPECT_EQ(std::string::npos, bytes.find(kPlanted.substr(0, 12))) << file;
      EXPECT_EQ(std::string::npos, bytes.find("SQLite format")) << file;
      EXPECT_EQ(std::string::npos, bytes.find("CREATE TABLE")) << file;
    }
  }

  static constexpr const char* kFile = "sealed.db";
  SimulatedDisk disk_{"/simulated/sealed"};
  SealedOpening opening_ = some_keys();
};

}  // namespace minsync
