// Power fails at every operation of a transaction, in every mode of the disk, in both modes of the journal. (EXTRA:
// with FULL the removal of a rollback journal, which commits, may come undone.)
#include "tests/unit/sealing/sealed_base.h"

namespace minsync {
namespace {

struct Case {
  const char* journal;
  CrashMode mode;
};

class SealedPowerTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    auto connection = opened();
    ASSERT_EQ(SQLITE_OK, connection->run("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, n INTEGER);"
                                         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
                                         "INSERT INTO t SELECT i, hex(zeroblob(300)), 0 FROM n"));
    start_ = disk_.snapshot();
  }
  std::unique_ptr<Connection> opened() {
    auto connection = std::make_unique<Connection>(disk_.folder() + "/a.db", opening_);
    connection->run(std::string("PRAGMA journal_mode=") + GetParam().journal +
                    "; PRAGMA synchronous=EXTRA; PRAGMA cache_spill=OFF; PRAGMA wal_checkpoint");
    return connection;
  }
  // How many transactions were told to be durable.
  int work() {
    auto connection = opened();
    int done = 0;
    while (done < 4 && connection->run("UPDATE t SET n = n + 1, word = hex(zeroblob(300 + n))") == SQLITE_OK) ++done;
    return done;
  }
  void expect_whole(int durable) {
    auto connection = opened();
    ASSERT_EQ("ok", connection->text("PRAGMA integrity_check"));
    const auto least = connection->text("SELECT min(n) FROM t"), most = connection->text("SELECT max(n) FROM t");
    ASSERT_EQ(least, most) << "half a transaction";
    ASSERT_GE(std::stoi(least), durable) << "a transaction that had returned is gone";
    ASSERT_LE(std::stoi(least), durable + 1);
  }

  SimulatedDisk disk_{"/simulated/power"};
  SealedOpening opening_ = some_keys();
  SimulatedDisk::Snapshot start_;
};

TEST_P(SealedPowerTest, EveryTransactionIsThereWholeOrNotAtAll) {
  disk_.restore(start_);
  const auto first = disk_.operations();
  ASSERT_EQ(4, work());
  const auto all = disk_.operations() - first;
  for (std::uint64_t at = 1; at <= all && !HasFatalFailure(); ++at) {
    for (std::uint64_t seed = 0; seed < 3 && !HasFatalFailure(); ++seed) {
      SCOPED_TRACE("operation " + std::to_string(at) + " of " + std::to_string(all) + ", seed " + std::to_string(seed));
      disk_.restore(start_);
      disk_.stop_at(disk_.operations() + at);
      const int durable = work();
      disk_.crash(GetParam().mode, seed);
      expect_whole(durable);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, SealedPowerTest,
                         ::testing::Values(Case{"delete", CrashMode::clean}, Case{"delete", CrashMode::drop_unsynced},
                                           Case{"delete", CrashMode::torn}, Case{"delete", CrashMode::torn_in_sector},
                                           Case{"wal", CrashMode::clean}, Case{"wal", CrashMode::drop_unsynced},
                                           Case{"wal", CrashMode::torn}, Case{"wal", CrashMode::torn_in_sector}));

}  // namespace
}  // namespace minsync
