// Several connections to one file on the simulated disk.
#include <sqlite3.h>

#include <thread>

#include "tests/crash/plain_table.h"

namespace minsync {
namespace {

class DiskLocksTest : public ::testing::Test {
 protected:
  static std::int64_t rows(Database& database) {
    return number_of(database, "SELECT count(*) FROM plain").value_or(-1);
  }
  SimulatedDisk disk_{"/simulated/locks"};
};

TEST_F(DiskLocksTest, ASecondWriterWaitsWithoutRealTimeAndIsTurnedAway) {
  auto one = open_plain(disk_), other = open_plain(disk_);
  auto writing = Transaction::begin(*one);
  ASSERT_TRUE(writing);
  const auto refused = Transaction::begin(*other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "common.busy");
  EXPECT_GE(disk_.totals().slept_us, 29'000'000u);
  ASSERT_TRUE(writing->commit());
  EXPECT_TRUE(write_one(*other, 0));
}

TEST_F(DiskLocksTest, AReaderKeepsItsSnapshotWhileOthersWriteAndCheckpoint) {
  auto writer = open_plain(disk_), reader = open_plain(disk_);
  ASSERT_TRUE(write_one(*writer, 0));
  {
    const auto snapshot = Transaction::begin_read(*reader);
    EXPECT_EQ(rows(*reader), kRowsEach);
    for (int i = 1; i < 10; ++i) ASSERT_TRUE(write_one(*writer, i));
    EXPECT_EQ(rows(*reader), kRowsEach);
  }
  EXPECT_EQ(rows(*reader), 10 * kRowsEach);
}

TEST_F(DiskLocksTest, ConnectionsTakeTurnsAndSeeEachOthersRows) {
  auto one = open_plain(disk_), other = open_plain(disk_);
  for (int i = 0; i < kTransactions; ++i) ASSERT_TRUE(write_one(i % 2 == 0 ? *one : *other, i));
  EXPECT_EQ(rows(*one), kTransactions * kRowsEach);
  EXPECT_EQ(rows(*other), kTransactions * kRowsEach);
}

TEST_F(DiskLocksTest, TheLogGoesWithTheLastConnectionOnly) {
  auto one = open_plain(disk_);
  {
    auto other = open_plain(disk_);
    ASSERT_TRUE(write_one(*other, 0));
  }
  EXPECT_EQ(disk_.files(), (std::vector<std::string>{"plain.db", "plain.db-wal"}));
  one = fail(Fault{});
  EXPECT_EQ(disk_.files(), (std::vector<std::string>{"plain.db"}));
}

// The locks of the file itself, as they count without a log.
TEST_F(DiskLocksTest, WithARollbackJournalAReaderKeepsTheWriterFromCommitting) {
  auto one = open_plain(disk_);
  ASSERT_TRUE(one->script("PRAGMA journal_mode=DELETE"));
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path_on(disk_).c_str(), &handle), SQLITE_OK);
  const auto run = [&](const char* sql) { return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); };
  ASSERT_EQ(run("BEGIN; SELECT count(*) FROM plain"), SQLITE_OK);
  EXPECT_EQ(write_one(*one, 0).error().id, "common.busy");
  ASSERT_EQ(run("COMMIT"), SQLITE_OK);
  EXPECT_TRUE(write_one(*one, 0));
  ASSERT_TRUE(one->script("BEGIN EXCLUSIVE"));
  EXPECT_EQ(run("SELECT count(*) FROM plain"), SQLITE_BUSY);
  ASSERT_TRUE(one->script("COMMIT"));
  EXPECT_EQ(run("SELECT count(*) FROM plain"), SQLITE_OK);
  sqlite3_close(handle);
}

TEST_F(DiskLocksTest, ThreadsWithConnectionsOfTheirOwnLoseNothing) {
  ASSERT_TRUE(open_plain(disk_));
  const auto write = [this](int first) {
    auto database = Database::open(path_on(disk_), false);
    // Opening takes locks, too, and waiting for the other thread takes no real time.
    while (!database && database.error().id == "common.busy") database = Database::open(path_on(disk_), false);
    for (int i = first; database && i < kTransactions; i += 2) {
      while (!write_one(*database, i)) {
      }
    }
  };
  std::thread other([&] { write(1); });
  write(0);
  other.join();
  EXPECT_EQ(transactions_in(disk_), kTransactions);
}

}  // namespace
}  // namespace minsync
