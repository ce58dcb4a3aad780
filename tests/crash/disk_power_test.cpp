// The simulated disk under plain SQLite: power fails at every operation.
#include "tests/crash/crash_modes.h"
#include "tests/crash/plain_table.h"

namespace minsync {
namespace {

constexpr std::uint64_t kOpeningsToCrash = 5;

class PowerTest : public ::testing::TestWithParam<CrashMode> {
 protected:
  // Operations of one whole run, closing included.
  static std::uint64_t operations_of_a_run() {
    SimulatedDisk disk("/simulated/measure");
    seed_sqlite(1);
    EXPECT_EQ(write_all(disk), kTransactions);
    return disk.operations();
  }
};

TEST_P(PowerTest, WhatWasCommittedIsThereAfterACrashAtAnyOperation) {
  const auto operations = operations_of_a_run();
  ASSERT_GT(operations, 100u);
  for (std::uint64_t at = 1; at <= operations + 1; ++at) {
    SimulatedDisk disk("/simulated/power");
    seed_sqlite(1);
    disk.stop_at(at);
    const int done = write_all(disk);
    disk.crash(GetParam(), at);
    const auto found = transactions_in(disk);
    EXPECT_TRUE(found == done || found == done + 1) << "stopped at " << at << ": " << found << " of " << done;
  }
}

TEST_P(PowerTest, ACrashDuringRecoveryChangesNothing) {
  const auto operations = operations_of_a_run();
  for (std::uint64_t at = 1; at <= operations; ++at) {
    SimulatedDisk disk("/simulated/power");
    seed_sqlite(1);
    disk.stop_at(at);
    const int done = write_all(disk);
    disk.crash(GetParam(), at);
    for (std::uint64_t again = 1; again <= kOpeningsToCrash; ++again) {
      disk.stop_at(disk.operations() + again);
      transactions_in(disk);
      disk.crash(GetParam(), at * 31 + again);
    }
    const auto found = transactions_in(disk);
    EXPECT_TRUE(found == done || found == done + 1) << "stopped at " << at << ": " << found << " of " << done;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, PowerTest, all_crash_modes(), name_of_mode);

// Shows that the disk bites: a store that does not sync must be caught.
std::uint64_t losses_without_sync(CrashMode mode) {
  std::uint64_t lost = 0;
  for (std::uint64_t at = 20; at <= 200; ++at) {
    SimulatedDisk disk("/simulated/careless");
    seed_sqlite(1);
    disk.stop_at(at);
    const int done = write_all(disk, "PRAGMA synchronous=OFF");
    disk.crash(mode, at);
    const auto found = transactions_in(disk);
    if (found != done && found != done + 1) ++lost;
  }
  return lost;
}

TEST(CarelessStoreTest, LosesWhatItDidNotSyncWhenThePowerFails) {
  EXPECT_EQ(losses_without_sync(CrashMode::clean), 0u);
  EXPECT_GT(losses_without_sync(CrashMode::drop_unsynced), 100u);
  EXPECT_GT(losses_without_sync(CrashMode::torn), 100u);
}

}  // namespace
}  // namespace minsync
