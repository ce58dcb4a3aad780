#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeAuthorityTest : testing::Test {
  Hub hub{{rule(MergePolicy::authority)}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};
};

TEST_F(MergeAuthorityTest, HigherRankIsShownEvenWhenItWroteEarlier) {
  county.write(text("B"));
  const Edit township = liangzhu.write(text("A"));
  county.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("B"));
  EXPECT_EQ(hub.outcome(township), Outcome::overwritten);
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("B")}, {text("A")}}));
}

TEST_F(MergeAuthorityTest, ArrivalOrderDoesNotMatter) {
  const Edit decided = county.write(text("B"));
  liangzhu.write(text("A"));
  liangzhu.send();
  county.send();
  EXPECT_EQ(hub.shown(), text("B"));
  EXPECT_EQ(hub.outcome(decided), Outcome::applied);
}

TEST_F(MergeAuthorityTest, AmongEqualRanksTheLaterIsShown) {
  const Edit early = liangzhu.write(text("A"));
  sandun.write(text("B"));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("B"));
  EXPECT_EQ(hub.outcome(early), Outcome::overwritten);
}

// Whether a township may still write here is a question of rights, which are checked before the merge.
TEST_F(MergeAuthorityTest, LowerRankThatSawTheHigherValueReplacesIt) {
  county.write(text("B"));
  county.sync();
  liangzhu.receive();
  const Edit corrected = liangzhu.write(text("A"));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("A"));
  EXPECT_EQ(hub.heads(), std::vector{corrected.id});
}

TEST_F(MergeAuthorityTest, OwnSecondEditReplacesTheOverwrittenFirst) {
  county.write(text("B"));
  county.send();
  liangzhu.write(text("A"));
  const Edit second = liangzhu.write(text("C"));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("B"));
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("B")}, {text("C")}}));
  EXPECT_EQ(hub.outcome(second), Outcome::overwritten);
}

TEST_F(MergeAuthorityTest, AllHeadsStaySoThatTheHighestOfTheRestIsShownWhenTheWinnerIsReplaced) {
  county.write(text("county"));
  sandun.write(text("sandun"));
  liangzhu.write(text("liangzhu, latest of the townships"));
  county.sync();
  const Edit corrected = county.write(text("county, corrected"));
  sandun.send();
  liangzhu.send();
  county.send();
  EXPECT_EQ(hub.shown(), text("county, corrected"));
  EXPECT_EQ(hub.heads().size(), 3u);
  EXPECT_EQ(hub.heads().back(), corrected.id);
}

}  // namespace
}  // namespace minsync
