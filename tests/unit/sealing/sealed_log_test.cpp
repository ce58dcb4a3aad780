#include <algorithm>

#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

constexpr std::size_t kFrame = 24 + 4096, kLogHeader = 32;
constexpr const char* kLog = "sealed.db-wal";

class LogSealTest : public SealedDatabaseTest {
 protected:
  // Ten transactions in the log, as a killed process leaves them.
  LogSealTest() {
    auto connection = open_log();
    connection->run("PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL");
    connection->fill();
    connection->run("PRAGMA wal_checkpoint(TRUNCATE)");
    for (int i = 1; i <= 10; ++i) {
      connection->run("UPDATE t SET word = '" + kPlanted + "' WHERE id = " + std::to_string(i * 29));
      ends_.push_back(disk_.content(kLog)->size() - kFrame);  // the last one fills the sector
    }
    killed_ = disk_.snapshot();
  }
  std::string changed() { return open_log()->text("SELECT count(*) FROM t WHERE word = '" + kPlanted + "'"); }

  std::vector<std::size_t> ends_;
  SimulatedDisk::Snapshot killed_;
};

TEST_F(LogSealTest, IsSealedAndRecovers) {
  expect_nothing_plain();
  disk_.restore(killed_);
  EXPECT_EQ("10", changed());
  EXPECT_EQ("ok", open_log()->text("PRAGMA integrity_check"));
}

TEST_F(LogSealTest, ATornEndIsTheEndOfTheLog) {
  Dice dice(3);
  for (int i = 0; i < 60; ++i) {
    auto torn = killed_;
    const auto size =
        kLogHeader + static_cast<std::size_t>(dice.below(static_cast<int>(torn[kLog].size() - kLogHeader)));
    torn[kLog].resize(size);
    if (dice.percent(50)) torn[kLog] += std::string(kFrame, 'x');
    disk_.restore(torn);
    EXPECT_EQ(std::to_string(std::ranges::count_if(ends_, [&](auto end) { return end <= size; })), changed()) << size;
  }
}

TEST_F(LogSealTest, AFlippedBitEndsTheLogAndNeverChangesAValue) {
  Dice dice(4);
  for (int i = 0; i < 100; ++i) {
    auto damaged = killed_;
    const auto byte = static_cast<std::size_t>(dice.below(static_cast<int>(damaged[kLog].size())));
    damaged[kLog][byte] = static_cast<char>(damaged[kLog][byte] ^ (1 << dice.below(8)));
    disk_.restore(damaged);
    EXPECT_EQ(std::to_string(std::ranges::count_if(ends_, [&](auto end) { return end <= byte; })), changed()) << byte;
    EXPECT_EQ("ok", open_log()->text("PRAGMA integrity_check"));
  }
}

TEST_F(LogSealTest, SwappedFramesEndTheLog) {
  auto mixed = killed_;
  auto& log = mixed[kLog];
  std::swap_ranges(log.begin() + kLogHeader, log.begin() + kLogHeader + kFrame, log.begin() + kLogHeader + 2 * kFrame);
  disk_.restore(mixed);
  EXPECT_EQ("0", changed());
}

TEST_F(LogSealTest, AFrameThatBreaksWhileItIsReadIsAnError) {
  disk_.restore(killed_);
  auto connection = open_log();
  EXPECT_EQ("10", connection->text("SELECT count(*) FROM t WHERE word = '" + kPlanted + "'"));
  for (std::uint64_t bit = 8 * 1000; bit < 8 * killed_[kLog].size(); bit += 8 * 2048) disk_.flip_bit(kLog, bit);
  Connection other(path(), opening_);  // finds the log's index ready, so that it trusts the log
  EXPECT_EQ("error " + std::to_string(SQLITE_IOERR_DATA), other.text("SELECT sum(length(word)) FROM t"));
}

// Spilled pages are written once more, and their headers alone.
TEST_F(LogSealTest, TransactionsLargerThanTheCache) {
  {
    auto connection = open_log();
    ASSERT_EQ(SQLITE_OK, connection->run("PRAGMA cache_size=10; PRAGMA cache_spill=1; BEGIN;"
                                         "UPDATE t SET long = long || '" +
                                         kPlanted +
                                         "';"
                                         "UPDATE t SET word = word || 'x';"
                                         "UPDATE t SET long = substr(long, 2);"
                                         "SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; COMMIT"));
    killed_ = disk_.snapshot();
  }
  disk_.restore(killed_);
  auto connection = open_log();
  EXPECT_EQ("ok", connection->text("PRAGMA integrity_check"));
  EXPECT_EQ("300", connection->text("SELECT count(*) FROM t WHERE long LIKE '%" + kPlanted + "' AND word LIKE '%x'"));
  expect_nothing_plain();
}

TEST_F(LogSealTest, TwoConnectionsSeeEachOther) {
  auto one = open_log(), other = open_log();
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(SQLITE_OK, one->run("INSERT INTO t VALUES (" + std::to_string(1000 + i) + ", 'w', '')"));
    EXPECT_EQ(std::to_string(301 + i), other->text("SELECT count(*) FROM t"));
    if (i % 7 == 6) {
      ASSERT_EQ(SQLITE_OK, other->run("PRAGMA wal_checkpoint(RESTART)"));
    }
  }
}

}  // namespace
}  // namespace minsync
