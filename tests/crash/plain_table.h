// A plain table in WAL mode with the project's settings: twenty transactions of three rows each.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "shared/store/database.h"
#include "tests/support/disk/simulated_disk.h"

namespace minsync {

inline constexpr int kTransactions = 20;
inline constexpr int kRowsEach = 3;

inline std::string path_on(const SimulatedDisk& disk) {
  return disk.folder() + "/plain.db";
}

inline Status write_one(Database& database, int number) {
  MINSYNC_ASSIGN(auto transaction, Transaction::begin(database));
  for (int i = 0; i < kRowsEach; ++i) {
    MINSYNC_TRY(database.run("INSERT INTO plain VALUES (?, ?, zeroblob(1500))", number * kRowsEach + i, number));
    MINSYNC_TRY(database.run("UPDATE total SET rows = rows + 1"));
  }
  return transaction.commit();
}

inline Result<Database> open_plain(const SimulatedDisk& disk, const std::string& settings = {}) {
  MINSYNC_ASSIGN(auto database, Database::open(path_on(disk), true));
  MINSYNC_TRY(database.script("PRAGMA wal_autocheckpoint=12;" + settings));
  MINSYNC_TRY(
      database.script("BEGIN IMMEDIATE;"
                      "CREATE TABLE IF NOT EXISTS plain (id INTEGER PRIMARY KEY, part INTEGER, content BLOB);"
                      "CREATE TABLE IF NOT EXISTS total (id INTEGER PRIMARY KEY, rows INTEGER);"
                      "INSERT OR IGNORE INTO total VALUES (1, 0);"
                      "COMMIT"));
  return database;
}

// How many transactions said that they are durable.
inline int write_all(const SimulatedDisk& disk, const std::string& settings = {}) {
  auto database = open_plain(disk, settings);
  int done = 0;
  while (database && done < kTransactions && write_one(*database, done)) ++done;
  return done;
}

inline Result<std::int64_t> number_of(Database& database, const std::string& sql) {
  MINSYNC_ASSIGN(auto row, database.prepare(sql));
  MINSYNC_TRY(row.step());
  return row.integer(0);
}

// How many whole transactions are there; less than 0 if there is half of one or the file is damaged.
inline std::int64_t transactions_in(const SimulatedDisk& disk) {
  auto database = open_plain(disk);
  if (!database || !database->check_integrity()) return -1;
  const auto rows = number_of(*database, "SELECT count(*) FROM plain");
  const auto last = number_of(*database, "SELECT coalesce(max(id), -1) + 1 FROM plain");
  const auto total = number_of(*database, "SELECT rows FROM total");
  if (!rows || !last || !total || *rows % kRowsEach != 0 || *rows != *last || *rows != *total) return -2;
  return *rows / kRowsEach;
}

}  // namespace minsync
