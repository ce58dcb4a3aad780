// Power fails, or a process is killed, in the middle of a save, of storing the hub's answer, of ingesting a batch.
#include "tests/crash/crash_modes.h"
#include "tests/crash/points.h"
#include "tests/crash/two_machines.h"

namespace minsync {
namespace {

constexpr std::uint64_t kPoints = 2'000, kTasks = 3, kModes = 4;
constexpr std::uint64_t kSeeds = 16;  // of each operation, where all are tried

class StoresPowerTest : public ::testing::TestWithParam<CrashMode> {
 protected:
  static void work_once(const Task& task) {
    const auto store = task.open();
    ASSERT_TRUE(store && (*store)->work() && (*store)->check());
  }
  // The states before and after, and the operations from opening to closing.
  void measure(const Task& task) {
    task.disk->restore(task.start);
    before_ = TwoMachines::built().tables_of(task);
    task.disk->restore(task.start);
    const auto first = task.disk->operations();
    work_once(task);
    operations_ = task.disk->operations() - first;
    after_ = TwoMachines::built().tables_of(task);
    ASSERT_FALSE(before_.empty() || after_.empty() || before_ == after_);
  }
  // True if the work said that it is durable.
  static bool work_until(const Task& task, std::uint64_t at) {
    task.disk->stop_at(task.disk->operations() + at);
    const auto store = task.open();
    return store && (*store)->work();
  }
  static void recover_and_crash(const Task& task, std::uint64_t seed) {
    task.disk->stop_at(task.disk->operations() + 1 + seed % 7);
    static_cast<void>(task.open());
    task.disk->crash(GetParam(), seed);
  }
  void expect_whole(const Task& task, bool durable) {
    {
      const auto store = task.open();
      ASSERT_TRUE(store) << store.error().id;
      const auto sound = (*store)->check();
      ASSERT_TRUE(sound) << sound.error().id;
    }
    const auto now = TwoMachines::built().tables_of(task);
    ASSERT_TRUE(now == after_ || (!durable && now == before_)) << (durable ? "lost" : "half written");
    if (now == after_ && !task.repeatable) return;
    work_once(task);
    ASSERT_TRUE(TwoMachines::built().tables_of(task) == after_) << "doing it again ends elsewhere";
  }
  void crash_at(const Task& task, const Point& where) {
    SCOPED_TRACE(task.name + ", operation " + std::to_string(where.at) + ", seed " + std::to_string(where.seed));
    seed_sqlite(where.seed);
    task.disk->restore(task.start);
    const bool durable = work_until(task, where.at);
    task.disk->crash(GetParam(), where.seed);
    if (where.seed % 3 == 0) recover_and_crash(task, where.seed);
    expect_whole(task, durable);
  }

  std::string before_, after_;
  std::uint64_t operations_ = 0;
};

TEST_P(StoresPowerTest, EveryPieceOfWorkIsThereWholeOrNotAtAll) {
  for (const auto& task : TwoMachines::built().tasks()) {
    measure(task);
    const auto count = points_to_try(kPoints, kSeeds * operations_ * kTasks * kModes) / kTasks / kModes;
    std::uint64_t tried = 0;
    for (; tried < count && !HasFailure(); ++tried) crash_at(task, point(tried, count, operations_));
    std::printf("%s: %llu operations, %llu crashes\n", task.name.c_str(), static_cast<unsigned long long>(operations_),
                static_cast<unsigned long long>(tried));
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, StoresPowerTest, all_crash_modes(), name_of_mode);

}  // namespace
}  // namespace minsync
