// Damaged files: a bit flips, a page is zeroed, a file is cut, a log or a database comes from an older copy. Nothing
// may end the program; what SQLite and the journal's chain can notice must be noticed, and where the files are sealed
// everything but a shorter log and an older file.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/crash/points.h"
#include "tests/crash/two_machines.h"

namespace minsync {
namespace {

constexpr std::uint64_t kDamages = 1'000, kDamagesOfAll = 100'000, kStores = 2;
constexpr std::size_t kPage = 4096, kFrame = 24 + kPage, kLogHeader = 32;

enum class Finding {
  noticed,    // it does not open, or a check says so
  harmless,   // everything is as it was
  older,      // the state after an earlier transaction, without a word
  different,  // something that never was, without a word
};

enum class Damage { bit_of_database, bit_of_log, page, cut_database, cut_log, swapped };

const std::map<Damage, std::string> kNames = {
    {Damage::bit_of_database, "bit of the database"},
    {Damage::bit_of_log, "bit of the log"},
    {Damage::page, "zeroed page"},
    {Damage::cut_database, "database cut"},
    {Damage::cut_log, "log cut"},
    {Damage::swapped, "older log or database"},
};

class StoresDamageTest : public ::testing::Test {
 protected:
  void prepare(Task task) {
    task_ = std::move(task);
    log_ = task_.file + "-wal";
    original_ = tables(task_.start);
    ASSERT_FALSE(original_.empty());
    ASSERT_GT(task_.start.at(log_).size(), 4 * kFrame);
    states_.clear();
    journals_.clear();
    add_states(task_.older);
    add_states(task_.start);
  }
  // SQLite takes a frame that does not verify for the end of the log.
  void add_states(const SimulatedDisk::Snapshot& newest) {
    for (auto size = kLogHeader; size <= newest.at(log_).size(); size += kFrame) {
      auto shorter = newest;
      shorter.at(log_).resize(size);
      task_.disk->restore(shorter);
      static_cast<void>(task_.open());  // makes tables that are missing
      const auto state = TwoMachines::built().tables_of(task_);
      states_.insert(state);
      journals_.insert(journal_of(state));
    }
  }
  // What the hub's chain covers; nothing on a client.
  static std::string journal_of(const std::string& state) {
    const auto begin = std::min(state.find("table journal\n"), state.size());
    return state.substr(begin, std::min(state.find("\ntable ", begin), state.size()) - begin);
  }
  std::string tables(const SimulatedDisk::Snapshot& snapshot) {
    task_.disk->restore(snapshot);
    return TwoMachines::built().tables_of(task_);
  }
  std::uint64_t size_of(const std::string& file) const { return task_.start.at(file).size(); }

  void inflict(Damage damage, Dice& dice) {
    auto& disk = *task_.disk;
    const auto pick = [&](std::uint64_t count) {
      return static_cast<std::uint64_t>(dice.below(static_cast<int>(count)));
    };
    if (damage == Damage::bit_of_database) disk.flip_bit(task_.file, pick(8 * size_of(task_.file)));
    if (damage == Damage::bit_of_log) disk.flip_bit(log_, pick(8 * size_of(log_)));
    if (damage == Damage::page) disk.zero_page(task_.file, pick(size_of(task_.file) / kPage));
    if (damage == Damage::cut_database) disk.cut(task_.file, pick(size_of(task_.file)));
    if (damage == Damage::cut_log) disk.cut(log_, pick(size_of(log_)));
    if (damage == Damage::swapped) swap(dice);
  }
  void swap(Dice& dice) {
    const bool log = dice.percent(50);
    auto mixed = task_.start;
    mixed.at(log ? log_ : task_.file) = task_.older.at(log ? log_ : task_.file);
    // A copy that was broken off.
    auto& log_bytes = mixed.at(log_);
    if (dice.percent(80)) log_bytes.resize(static_cast<std::size_t>(dice.below(static_cast<int>(log_bytes.size()))));
    task_.disk->restore(mixed);
  }
  Finding look() {
    {
      const auto store = task_.open();
      if (!store || !(*store)->check()) return Finding::noticed;
    }
    const auto now = TwoMachines::built().tables_of(task_);
    if (now.empty()) return Finding::noticed;
    if (now == original_) return Finding::harmless;
    EXPECT_TRUE(journals_.contains(journal_of(now))) << "the chain did not notice";
    return states_.contains(now) ? Finding::older : Finding::different;
  }
  // Whatever is wrong, the program goes on and says so.
  void work_on_it() {
    const auto store = task_.open();
    if (!store) return;
    const auto status = (*store)->work();
    EXPECT_TRUE(status || !status.error().id.empty());
  }
  Finding try_one(Damage damage, std::uint64_t seed) {
    SCOPED_TRACE(task_.name + ", " + kNames.at(damage) + ", seed " + std::to_string(seed));
    Dice dice(seed);
    task_.disk->restore(task_.start);
    inflict(damage, dice);
    const auto damaged = task_.disk->snapshot();
    const auto finding = look();
    task_.disk->restore(damaged);
    work_on_it();
    const bool log = damage == Damage::bit_of_log || damage == Damage::cut_log;
    EXPECT_FALSE(log && finding == Finding::different);
    EXPECT_FALSE(sealing_on() && damage != Damage::swapped && finding == Finding::different);
    EXPECT_FALSE(sealing_on() && !log && damage != Damage::swapped && finding == Finding::older);
    return finding;
  }

  Task task_;
  std::string log_, original_;
  std::set<std::string> states_, journals_;
};

TEST_F(StoresDamageTest, EndsNoProgramAndIsNoticedWhereItCanBe) {
  const auto count = points_to_try(kDamages, kDamagesOfAll) / kStores;
  for (auto task : {TwoMachines::built().answer(), TwoMachines::built().ingest()}) {
    prepare(std::move(task));
    std::map<Damage, std::map<Finding, int>> found;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto damage = static_cast<Damage>(i % kNames.size());
      ++found[damage][try_one(damage, i)];
    }
    for (auto& [damage, findings] : found) {
      const bool structural = damage == Damage::page || damage == Damage::cut_database;
      EXPECT_TRUE(!structural || findings[Finding::noticed] > findings[Finding::different]);
      std::printf("%s, %s: %d noticed, %d harmless, %d older, %d different\n", task_.file.c_str(),
                  kNames.at(damage).c_str(), findings[Finding::noticed], findings[Finding::harmless],
                  findings[Finding::older], findings[Finding::different]);
    }
  }
}

}  // namespace
}  // namespace minsync
