#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeUnionTest : testing::Test {
  Hub hub{{rule(MergePolicy::set_union)}};
  Office liangzhu{hub, 1}, sandun{hub, 2};

  void both_start_from(Options chosen) {
    liangzhu.write(options(std::move(chosen)));
    liangzhu.sync();
    sandun.receive();
  }
};

TEST_F(MergeUnionTest, ConcurrentAdditionsAreAllChosen) {
  both_start_from({"illness"});
  liangzhu.write(options({"illness", "study"}));
  const Edit second = sandun.write(options({"accident", "illness"}));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), options({"accident", "illness", "study"}));
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
}

TEST_F(MergeUnionTest, RemovalOfOneOptionLeavesAConcurrentAdditionOfAnother) {
  both_start_from({"illness"});
  liangzhu.write(FieldValue(Null{}));
  sandun.write(options({"illness", "study"}));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), options({"study"}));
}

TEST_F(MergeUnionTest, OptionAddedAgainAtAnotherPlaceSurvivesARemovalThatDidNotSeeIt) {
  both_start_from({"illness"});
  sandun.write(FieldValue(Null{}));
  sandun.write(options({"illness"}));
  liangzhu.write(FieldValue(Null{}));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), options({"illness"}));
}

TEST_F(MergeUnionTest, SameOptionAddedTwiceFallsOnlyWhenBothAdditionsWereSeen) {
  liangzhu.write(options({"study"}));
  sandun.write(options({"study"}));
  liangzhu.sync();
  sandun.send();
  liangzhu.write(FieldValue(Null{}));  // has seen only its own
  liangzhu.sync();
  EXPECT_EQ(hub.shown(), options({"study"}));
  liangzhu.write(FieldValue(Null{}));
  liangzhu.sync();
  EXPECT_EQ(hub.shown(), FieldValue(Null{}));
}

TEST_F(MergeUnionTest, RemoveOverAnOwnPendingAddTakesItBack) {
  both_start_from({"illness"});
  liangzhu.write(options({"illness", "study"}));
  liangzhu.write(options({"illness"}));
  EXPECT_EQ(liangzhu.sees(), options({"illness"}));
  liangzhu.send(1);
  EXPECT_EQ(hub.shown(), options({"illness", "study"}));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), options({"illness"}));
}

TEST_F(MergeUnionTest, RemoveOverAnOwnAddLeavesTheSameOptionOfAnother) {
  both_start_from({"illness"});
  liangzhu.write(options({"illness", "study"}));
  liangzhu.write(options({"illness"}));
  sandun.write(options({"illness", "study"}));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), options({"illness", "study"}));
}

TEST_F(MergeUnionTest, OptionKeptUntouchedIsNotAddedAgain) {
  both_start_from({"illness"});
  sandun.write(options({"illness", "study"}));  // illness was seen, not added
  liangzhu.write(FieldValue(Null{}));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), options({"study"}));
}

TEST_F(MergeUnionTest, OwnAdditionsOneAfterTheOtherAllStay) {
  liangzhu.write(options({"accident"}));
  liangzhu.write(options({"accident", "illness"}));
  liangzhu.write(options({"accident", "illness", "study"}));
  liangzhu.sync();
  EXPECT_EQ(hub.shown(), options({"accident", "illness", "study"}));
  EXPECT_EQ(liangzhu.screen(), hub.record());
}

TEST_F(MergeUnionTest, EditOnARefusedUnionIsRefusedWithIt) {
  both_start_from({"illness"});
  const Edit refused = liangzhu.write(options({"illness", "study"})), second = liangzhu.write(options({"study"}));
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.sync();
  EXPECT_TRUE(hub.arrival(second.id).refused);
  EXPECT_EQ(hub.shown(), options({"illness"}));
}

TEST_F(MergeUnionTest, HeadWithoutALiveOptionGoesOnceItIsSeen) {
  both_start_from({"illness", "study"});
  liangzhu.write(options({"study"}));
  liangzhu.sync();
  const Edit last = liangzhu.write(FieldValue(Null{}));
  liangzhu.sync();
  EXPECT_EQ(hub.heads(), std::vector{last.id});
}

}  // namespace
}  // namespace minsync
