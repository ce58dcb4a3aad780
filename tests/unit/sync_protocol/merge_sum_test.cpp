#include <limits>

#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeSumTest : testing::Test {
  Hub hub{{rule(MergePolicy::sum)}};
  Office liangzhu{hub, 1}, sandun{hub, 2};

  void both_start_from(std::int64_t total) {
    liangzhu.write(number(total));
    liangzhu.sync();
    sandun.receive();
  }
};

TEST_F(MergeSumTest, FirstTotalCountsFromNothing) {
  both_start_from(4);
  EXPECT_EQ(hub.shown(), number(4));
}

TEST_F(MergeSumTest, ConcurrentAdditionsAddUp) {
  both_start_from(10);
  liangzhu.write(number(13));
  const Edit second = sandun.write(number(12));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), number(15));
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
  EXPECT_TRUE(hub.conflict().empty());
}

TEST_F(MergeSumTest, EqualTotalsSetAtTwoPlacesAddTwice) {
  both_start_from(10);
  liangzhu.write(number(12));
  sandun.write(number(12));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), number(14));
}

TEST_F(MergeSumTest, OwnPendingEditsAreEachCountedOnce) {
  both_start_from(10);
  liangzhu.write(number(13));
  liangzhu.write(number(14));
  EXPECT_EQ(liangzhu.sees(), number(14));
  sandun.write(number(11));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), number(15));
}

TEST_F(MergeSumTest, SubtractionAndClearing) {
  both_start_from(10);
  liangzhu.write(number(7));
  sandun.write(FieldValue(Null{}));  // takes away the ten that it saw
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), number(-3));
}

TEST_F(MergeSumTest, EditOnARefusedSumIsRefusedWithIt) {
  both_start_from(10);
  const Edit refused = liangzhu.write(number(13)), second = liangzhu.write(number(14));
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.sync();
  EXPECT_TRUE(hub.arrival(second.id).refused);
  EXPECT_EQ(hub.shown(), number(10));
  EXPECT_EQ(liangzhu.sees(), number(10));
}

TEST_F(MergeSumTest, TotalIsTheSameOnTheAuthorsMachineAfterTheAnswer) {
  both_start_from(10);
  liangzhu.write(number(13));
  sandun.write(number(20));
  sandun.send();
  liangzhu.sync();
  EXPECT_EQ(liangzhu.sees(), number(23));
  EXPECT_EQ(liangzhu.screen(), hub.record());
}

TEST_F(MergeSumTest, L4_HeadsAreBoundedByMachinesAndNotByEdits) {
  for (int round = 0; round < 20; ++round) {
    liangzhu.write(number(round));
    sandun.write(number(round));
    liangzhu.send();
    sandun.send();
    if (round % 3 == 0) liangzhu.receive();
  }
  EXPECT_LE(hub.heads().size(), 2u);
}

TEST_F(MergeSumTest, TotalStopsAtTheEndOfTheRange) {
  const auto most = std::numeric_limits<std::int64_t>::max();
  both_start_from(0);
  liangzhu.write(number(most));
  sandun.write(number(5));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), number(most));
}

}  // namespace
}  // namespace minsync
