// The real ingest, with its store, journal, ranges and waiting room, takes the same 30,000 edits in other orders with
// repeats, and comes to what the merge alone comes to (MERGE.md, L1 and L2).
//
// How many orders: one takes seconds, so a few of 30,000 edits and more of shorter histories. What is not free: nobody
// can read a version before the hub has given it, so batches are shuffled within a round, where each office hands over
// some twenty edits in batches of one to six, and repeats come from anywhere. Only a hub that lost everything may be
// sent a whole history in any order: the last test does that.
#include <gtest/gtest.h>

#include "tests/orders/real_hub.h"

namespace minsync::orders {
namespace {

constexpr std::size_t kEdits = 30'000, kFewEdits = 1'500, kLostEdits = 450;
constexpr int kLongOrders = 2, kShortOrders = 25, kLostOrders = 2;

class RealHubOrdersTest : public ::testing::Test {
 protected:
  // Returns how many edits came before something that they stand on.
  std::size_t expect_same_in_orders(std::uint64_t seed, std::size_t edits, int orders) {
    const History history = play_history(policies_.form(), unit_of_records(), seed, edits, {});
    const Summary expected = summary_of(policies_.form(), history.records);
    std::size_t waited = 0;
    for (int order = 0; order < orders && !HasFailure(); ++order) {
      SCOPED_TRACE(order);
      Dice dice(seed, "order", static_cast<std::uint64_t>(order));
      RealHub hub(policies_, history);
      hub.play(dice);
      const Summary found = hub.summary();
      EXPECT_EQ(expected.digest, found.digest) << difference(expected, found);
      EXPECT_EQ(expected.open_conflicts, found.open_conflicts);
      EXPECT_EQ(edits, hub.merged + hub.refused);
      EXPECT_GT(hub.repeated, edits / 5);
      waited += hub.waited;
    }
    return waited;
  }

  EveryPolicy policies_;
};

TEST_F(RealHubOrdersTest, L1L2_ThirtyThousandEditsInOtherOrdersWithRepeatsComeToTheSame) {
  EXPECT_GT(expect_same_in_orders(1, kEdits, kLongOrders), 1000u);
}

TEST_F(RealHubOrdersTest, L1L2_ShortHistoriesInManyOrdersComeToTheSame) {
  EXPECT_GT(expect_same_in_orders(2, kFewEdits, kShortOrders), 1000u);
}

TEST_F(RealHubOrdersTest, L1L2_AHubThatLostEverythingComesToTheSameInWhateverOrderItIsSentAgain) {
  const History history = play_history(policies_.form(), unit_of_records(), 3, kLostEdits, {});
  const Summary expected = summary_of(policies_.form(), history.records);
  Dice dice(3);
  RealHub before(policies_, history);
  before.play(dice);
  ASSERT_EQ("", difference(expected, before.summary()));
  for (int order = 0; order < kLostOrders && !HasFailure(); ++order) {
    SCOPED_TRACE(order);
    RealHub after(policies_, history);
    after.recover(before, dice);
    const Summary found = after.summary();
    EXPECT_EQ(expected.digest, found.digest) << difference(expected, found);
    EXPECT_EQ(expected.open_conflicts, found.open_conflicts);
    EXPECT_EQ(before.merged, after.merged);
    EXPECT_GT(after.waited, 100u);
  }
}

}  // namespace
}  // namespace minsync::orders
