// The n-th call to the disk fails, for every n of a save, of storing the hub's answer, of ingesting a batch: it is
// reported, nothing is half written, and the next attempt works.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/crash/points.h"
#include "tests/crash/two_machines.h"

namespace minsync {
namespace {

struct Failure {
  std::string name;
  DiskCall call;
  int code;
  bool forever = false;
  FailedSync then = FailedSync::keeps;
};

const std::vector<Failure>& failures() {
  static const std::vector<Failure> all = {
      {"WriteError", DiskCall::write, SQLITE_IOERR_WRITE},
      {"DiskFull", DiskCall::write, SQLITE_FULL},
      {"DiskFullForEver", DiskCall::write, SQLITE_FULL, true},
      {"ReadOnlyForEver", DiskCall::write, SQLITE_READONLY, true},
      {"SyncError", DiskCall::sync, SQLITE_IOERR_FSYNC},
      {"SyncErrorThatLosesAll", DiskCall::sync, SQLITE_IOERR_FSYNC, false, FailedSync::loses},
      {"SyncErrorThatLosesSome", DiskCall::sync, SQLITE_IOERR_FSYNC, false, FailedSync::loses_some},
      {"SyncErrorsThatLoseAllForEver", DiskCall::sync, SQLITE_IOERR_FSYNC, true, FailedSync::loses},
      {"ReadError", DiskCall::read, SQLITE_IOERR_READ},
      {"TruncateError", DiskCall::truncate, SQLITE_IOERR_TRUNCATE},
      {"RemoveError", DiskCall::remove, SQLITE_IOERR_DELETE},
      {"OpenError", DiskCall::open, SQLITE_CANTOPEN},
      {"LockError", DiskCall::lock, SQLITE_IOERR_LOCK},
      {"BusyOnce", DiskCall::lock, SQLITE_BUSY},
      {"BusyForEver", DiskCall::lock, SQLITE_BUSY, true},
  };
  return all;
}

std::string name_of_failure(const ::testing::TestParamInfo<Failure>& info) {
  return info.param.name;
}

class StoresIoErrorsTest : public ::testing::TestWithParam<Failure> {
 protected:
  void measure(const Task& task) {
    task.disk->restore(task.start);
    before_ = TwoMachines::built().tables_of(task);
    task.disk->restore(task.start);
    {
      const auto store = task.open();
      ASSERT_TRUE(store && (*store)->work());
    }
    after_ = TwoMachines::built().tables_of(task);
    ASSERT_FALSE(before_.empty() || after_.empty() || before_ == after_);
  }
  // A fault has words for people, and no process ends by it.
  static void expect_words(const Fault& fault) {
    EXPECT_TRUE(fault.id.starts_with("common.") || fault.id.starts_with("client.")) << fault.id;
  }
  // Opens and works while the n-th call fails. True if that n was reached.
  bool attempt(const Task& task, std::uint64_t n) {
    const auto& failure = GetParam();
    auto& disk = *task.disk;
    disk.restore(task.start);
    disk.on_failed_sync(failure.then, n);
    const auto failed_before = disk.failures();
    disk.fail_nth(failure.call, n, failure.code, failure.forever);
    bool durable = false;
    {
      auto store = task.open();
      if (!store) expect_words(store.error());
      if (store) durable = work_and_again(task, **store);
    }
    disk.stop_failing();
    const bool reached = disk.failures() > failed_before;
    expect_whole(task, durable);
    return reached;
  }
  // On the same connection, as a program that goes on would do it. True if either attempt said that it is durable.
  bool work_and_again(const Task& task, OpenStore& store) {
    const auto status = store.work();
    if (status) return true;
    expect_words(status.error());
    task.disk->stop_failing();
    const auto again = store.work();
    EXPECT_TRUE(again) << again.error().id;
    return again.has_value();
  }
  // Now and, for what a failed sync lost, after a power loss.
  void expect_whole(const Task& task, bool durable) {
    if (GetParam().call == DiskCall::sync) task.disk->crash(CrashMode::drop_unsynced, 1);
    {
      const auto store = task.open();
      ASSERT_TRUE(store) << store.error().id;
      const auto sound = (*store)->check();
      ASSERT_TRUE(sound) << sound.error().id;
    }
    auto now = TwoMachines::built().tables_of(task);
    ASSERT_TRUE(now == after_ || (!durable && now == before_)) << (durable ? "lost" : "half written");
    if (now == after_) return;
    {
      const auto store = task.open();
      ASSERT_TRUE(store && (*store)->work() && (*store)->check());
    }
    ASSERT_TRUE(TwoMachines::built().tables_of(task) == after_);
  }

  std::string before_, after_;
};

TEST_P(StoresIoErrorsTest, IsReportedAndLeavesNothingHalfWritten) {
  std::uint64_t tried = 0;
  for (const auto& task : TwoMachines::built().tasks()) {
    measure(task);
    for (std::uint64_t n = 1; !HasFailure(); ++n, ++tried) {
      SCOPED_TRACE(task.name + ", n = " + std::to_string(n));
      if (!attempt(task, n)) break;
    }
  }
  std::printf("%llu failures\n", static_cast<unsigned long long>(tried));
}

INSTANTIATE_TEST_SUITE_P(Each, StoresIoErrorsTest, ::testing::ValuesIn(failures()), name_of_failure);

}  // namespace
}  // namespace minsync
