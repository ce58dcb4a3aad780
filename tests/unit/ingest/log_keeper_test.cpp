// Commits leave the log to a thread beside them; what they wrote is in the store's file in the end.
#include <chrono>
#include <thread>

#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

constexpr std::uintmax_t kMegabyte = 1u << 20;
constexpr int kLongLogMegabytes = 16;

class LogKeeperTest : public HubTest {
 protected:
  std::unique_ptr<HubStore> open() { return *open_hub_store(folder_.string(), forms_); }
  std::uintmax_t file_megabytes() { return std::filesystem::file_size(folder_ / "hub.db") / kMegabyte; }
  static Committer::Work writes(int number) {
    return [number](HubStore& store) {
      return store.set_setting("large." + std::to_string(number), std::string(kMegabyte, 'x'));
    };
  }
};

TEST_F(LogKeeperTest, ACommitCallsForItInsteadOfWritingALongLogBack) {
  int calls = 0;
  const auto writer = open(), other = open();
  ASSERT_TRUE(writer->on_long_log([&] { ++calls; }));
  const auto before = file_megabytes();
  for (int i = 0; i < kLongLogMegabytes + 4; ++i) {
    ASSERT_TRUE(run_in_transaction(*writer, writes(i)));
    if (i == kLongLogMegabytes / 2) {
      EXPECT_EQ(0, calls) << "the log is short yet";
    }
  }
  EXPECT_LT(0, calls);
  EXPECT_EQ(before, file_megabytes());
  ASSERT_TRUE(other->write_log_back());
  EXPECT_LE(before + kLongLogMegabytes, file_megabytes());
}

TEST_F(LogKeeperTest, WhereNobodyComesACommitWritesTheLogBackInTheEnd) {
  const auto writer = open();
  ASSERT_TRUE(writer->on_long_log([] {}));
  const auto before = file_megabytes();
  for (int i = 0; i < 5 * kLongLogMegabytes; ++i) ASSERT_TRUE(run_in_transaction(*writer, writes(i)));
  EXPECT_LE(before + 3 * kLongLogMegabytes, file_megabytes());
}

TEST_F(LogKeeperTest, TheCommittersLogIsWrittenBackBesideIt) {
  Committer committer(open(), 10, open());
  const auto before = file_megabytes();
  for (int i = 0; i < kLongLogMegabytes + 4; ++i) ASSERT_TRUE(committer.run(writes(i)));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (file_megabytes() < before + kLongLogMegabytes && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  EXPECT_LE(before + kLongLogMegabytes, file_megabytes());
}

}  // namespace
}  // namespace minsync
