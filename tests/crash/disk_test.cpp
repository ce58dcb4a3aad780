// The simulated disk itself.
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "tests/crash/plain_table.h"

namespace minsync {
namespace {

const std::string kWal = "plain.db-wal";

struct Trace {
  std::vector<std::string> events;
  SimulatedDisk::Snapshot left;
  friend bool operator==(const Trace&, const Trace&) = default;
};

Trace run_with(std::uint64_t seed) {
  SimulatedDisk disk("/simulated/trace");
  seed_sqlite(seed);
  Trace trace;
  disk.on_event([&](const DiskEvent& event) {
    trace.events.push_back(std::to_string(event.operation) + " " + std::to_string(static_cast<int>(event.call)) + " " +
                           std::string(event.file) + " " + std::to_string(event.offset) + " " +
                           std::to_string(event.size) + " " + std::to_string(event.code));
  });
  disk.stop_at(90);
  write_all(disk);
  disk.crash(CrashMode::torn_in_sector, seed);
  trace.left = disk.snapshot();
  return trace;
}

TEST(SimulatedDiskTest, TheSameSeedGivesTheSameRunByteForByte) {
  const auto first = run_with(7);
  EXPECT_GT(first.events.size(), 90u);
  EXPECT_TRUE(first == run_with(7));
  EXPECT_FALSE(first == run_with(8));
}

TEST(SimulatedDiskTest, DisksAndTheRealDiskStandSideBySide) {
  const auto real = std::filesystem::temp_directory_path() / ("minsync-beside-" + std::to_string(::getpid()) + ".db");
  SimulatedDisk one("/simulated/one"), other("/simulated/other");
  ASSERT_EQ(write_all(one), kTransactions);
  {
    auto database = Database::open(real.string(), true);
    ASSERT_TRUE(database && database->script("CREATE TABLE here (id INTEGER)"));
  }
  EXPECT_TRUE(std::filesystem::exists(real));
  EXPECT_FALSE(std::filesystem::exists(path_on(one)));
  EXPECT_TRUE(other.files().empty());
  EXPECT_EQ(transactions_in(other), 0);
  EXPECT_EQ(transactions_in(one), kTransactions);
  for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(real.string() + end);
}

TEST(SimulatedDiskTest, OnlyOperationsHaveNumbersAndTheyFollowEachOther) {
  SimulatedDisk disk("/simulated/numbers");
  std::uint64_t last = 0;
  disk.on_event([&](const DiskEvent& event) {
    const bool operation = event.call == DiskCall::write || event.call == DiskCall::truncate ||
                           event.call == DiskCall::sync || event.call == DiskCall::remove;
    EXPECT_EQ(event.operation, operation ? ++last : 0);
  });
  write_all(disk);
  EXPECT_EQ(disk.operations(), last);
  EXPECT_GT(disk.totals().syncs, static_cast<std::uint64_t>(kTransactions));
}

TEST(SimulatedDiskTest, AStoppedMachineTakesNothingUntilItsCrash) {
  SimulatedDisk disk("/simulated/off");
  auto database = open_plain(disk);
  ASSERT_TRUE(database && write_one(*database, 0));
  disk.stop_at(disk.operations() + 1);
  EXPECT_FALSE(write_one(*database, 1));
  EXPECT_TRUE(disk.stopped());
  const auto frozen = disk.snapshot();
  EXPECT_FALSE(write_one(*database, 1));
  EXPECT_FALSE(open_plain(disk));
  EXPECT_EQ(disk.snapshot(), frozen);
  disk.crash(CrashMode::clean, 0);
  EXPECT_FALSE(write_one(*database, 1)) << "the old connection belongs to a process that has ended";
  database = fail(Fault{});
  EXPECT_EQ(transactions_in(disk), 1);
}

// A transaction that met the fault must be undone as a whole; the next one must work.
void expect_one_failure(DiskCall call, int code, std::uint64_t n, const std::string& fault) {
  SimulatedDisk disk("/simulated/faults");
  auto database = open_plain(disk);
  ASSERT_TRUE(database && write_one(*database, 0));
  disk.fail_nth(call, n, code);
  const auto status = write_one(*database, 1);
  ASSERT_FALSE(status) << "n = " << n;
  EXPECT_EQ(status.error().id, fault);
  EXPECT_EQ(disk.failures(), 1u);
  ASSERT_TRUE(write_one(*database, 1));
  database = fail(Fault{});
  EXPECT_EQ(transactions_in(disk), 2);
}

TEST(SimulatedDiskTest, AnErrorIsReportedAndLeavesNothingHalfWritten) {
  for (std::uint64_t n = 1; n <= 5; ++n) expect_one_failure(DiskCall::write, SQLITE_IOERR_WRITE, n, "common.disk");
  for (std::uint64_t n = 1; n <= 5; ++n) expect_one_failure(DiskCall::write, SQLITE_FULL, n, "common.disk");
  expect_one_failure(DiskCall::write, SQLITE_READONLY, 1, "common.cannot_open");
  expect_one_failure(DiskCall::sync, SQLITE_IOERR_FSYNC, 1, "common.disk");
}

TEST(SimulatedDiskTest, AFailureForEverLastsUntilItIsTakenAway) {
  SimulatedDisk disk("/simulated/full");
  auto database = open_plain(disk);
  ASSERT_TRUE(database);
  disk.fail_nth(DiskCall::write, 1, SQLITE_FULL, true);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(write_one(*database, 0));
  disk.stop_failing();
  EXPECT_TRUE(write_one(*database, 0));
}

// As Linux does it: the second sync succeeds although the data is gone.
TEST(SimulatedDiskTest, WhatAFailedSyncLostIsSeenUntilThePowerFails) {
  SimulatedDisk disk("/simulated/lost");
  auto database = open_plain(disk);
  ASSERT_TRUE(database && write_one(*database, 0));
  const auto before = disk.content(kWal).value().size();
  disk.on_failed_sync(FailedSync::loses, 1);
  disk.fail_nth(DiskCall::sync, 1, SQLITE_IOERR_FSYNC);
  ASSERT_FALSE(write_one(*database, 1));
  EXPECT_GT(disk.content(kWal).value().size(), before);
  disk.crash(CrashMode::drop_unsynced, 1);
  EXPECT_LE(disk.content(kWal).value().size(), before + kSectorBytes);
  database = fail(Fault{});
  EXPECT_EQ(transactions_in(disk), 1);
}

TEST(SimulatedDiskTest, DamageIsNoticedWhereSqliteCanNotice) {
  const auto damaged = [](const std::function<void(SimulatedDisk&)>& damage) {
    SimulatedDisk disk("/simulated/damage");
    EXPECT_EQ(write_all(disk), kTransactions);
    damage(disk);
    return transactions_in(disk);
  };
  EXPECT_EQ(damaged([](SimulatedDisk&) {}), kTransactions);
  EXPECT_LT(damaged([](SimulatedDisk& disk) { disk.flip_bit("plain.db", 5); }), 0);
  EXPECT_LT(damaged([](SimulatedDisk& disk) { disk.zero_page("plain.db", 1); }), 0);
  EXPECT_LT(damaged([](SimulatedDisk& disk) { disk.cut("plain.db", 3 * 4096); }), 0);
}

TEST(SimulatedDiskTest, ASnapshotBringsBackAnOlderStateAndMakesClones) {
  SimulatedDisk disk("/simulated/first"), clone("/simulated/clone");
  {
    auto database = open_plain(disk);
    ASSERT_TRUE(database && write_one(*database, 0));
    const auto snapshot = disk.snapshot();
    ASSERT_TRUE(write_one(*database, 1));
    clone.restore(snapshot);
    EXPECT_EQ(transactions_in(clone), 1);
    database = fail(Fault{});
    EXPECT_EQ(transactions_in(disk), 2);
    disk.restore(snapshot);
  }
  EXPECT_EQ(transactions_in(disk), 1);
}

// A log that was put back from an older copy belongs to an older state: SQLite must not mix the two.
TEST(SimulatedDiskTest, AnOlderLogBesideANewerDatabaseIsNotMixedIn) {
  SimulatedDisk disk("/simulated/swapped");
  std::string old_log;
  {
    auto database = open_plain(disk);
    ASSERT_TRUE(database && write_one(*database, 0));
    old_log = disk.content(kWal).value();
  }
  ASSERT_EQ(write_all(disk), 0) << "row 0 is there already";
  {
    auto database = open_plain(disk);
    for (int i = 1; i < 4; ++i) ASSERT_TRUE(write_one(*database, i));
  }
  disk.put(kWal, old_log);
  const auto found = transactions_in(disk);
  EXPECT_TRUE(found < 0 || found == 4 || found == 1) << found;
}

TEST(SimulatedDiskTest, AFileThatWasNeverSyncedIsGoneAfterAPowerLoss) {
  SimulatedDisk disk("/simulated/names");
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path_on(disk).c_str(), &handle), SQLITE_OK);
  sqlite3_exec(handle, "PRAGMA synchronous=OFF; CREATE TABLE t (a)", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  ASSERT_EQ(disk.files(), std::vector<std::string>{"plain.db"});
  disk.crash(CrashMode::drop_unsynced, 1);
  EXPECT_TRUE(disk.files().empty());
}

TEST(SimulatedDiskTest, TimeIsWhatItsOwnerSays) {
  SimulatedDisk disk("/simulated/time");
  set_sqlite_time(1'000'000'000'000);
  auto database = open_plain(disk);
  EXPECT_EQ(*number_of(*database, "SELECT strftime('%s', 'now')"), 1'000'000'000);
}

}  // namespace
}  // namespace minsync
