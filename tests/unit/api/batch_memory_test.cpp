// Batches that are lent again, and who may read at a time.
#include "hub/api/batch_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "hub/ingest/reading_turn.h"

namespace minsync {
namespace {

constexpr std::size_t kLarge = 1'000;

Batch* read_into(LentBatch& batch, std::size_t edits) {
  batch = lend_batch(edits);
  batch->edits.resize(edits);
  return batch.get();
}

TEST(BatchMemoryTest, ALargeBatchIsLentAgainAndASmallOneIsNot) {
  LentBatch batch;
  Batch* const first = read_into(batch, kLarge);
  batch.reset();
  const auto small = lend_batch(3);
  EXPECT_NE(first, small.get());
  const auto again = lend_batch(kLarge);
  EXPECT_EQ(first, again.get());
  EXPECT_EQ(kLarge, again->edits.size()) << "with its memory";
}

TEST(BatchMemoryTest, NobodyIsLentWhatAnotherHas) {
  std::vector<std::jthread> readers;
  std::atomic<int> mixed{0};
  for (std::uint64_t reader = 1; reader <= 8; ++reader) {
    readers.emplace_back([reader, &mixed] {
      for (std::size_t round = 0; round < 200; ++round) {
        auto batch = lend_batch(kLarge);
        batch->edits.resize(kLarge - round);
        for (auto& edit : batch->edits) edit.stamp = Stamp{reader};
        mixed += static_cast<int>(
            std::ranges::count_if(batch->edits, [&](const Edit& edit) { return edit.stamp != Stamp{reader}; }));
      }
    });
  }
  readers.clear();
  EXPECT_EQ(0, mixed);
}

TEST(ReadingTurnTest, OneProcessorIsLeftToTheWriter) {
  const int most = static_cast<int>(std::max(std::thread::hardware_concurrency(), 2u)) - 1;
  std::atomic<int> reading{0}, seen{0}, above{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 16; ++i) {
    readers.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const ReadingTurn turn(kLarge);
        if (++reading > most) ++above;
        ++seen;
        std::this_thread::yield();
        --reading;
      }
    });
  }
  readers.clear();
  EXPECT_EQ(800, seen);
  EXPECT_EQ(0, above);
}

TEST(ReadingTurnTest, WhoReadsLittleNeverWaits) {
  std::vector<std::unique_ptr<ReadingTurn>> turns;
  const auto most = std::max(std::thread::hardware_concurrency(), 2u) - 1;
  for (unsigned i = 0; i < most; ++i) turns.push_back(std::make_unique<ReadingTurn>(kLarge));
  const ReadingTurn small(1);
  EXPECT_EQ(most, turns.size());
}

}  // namespace
}  // namespace minsync
