#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeLatestTest : testing::Test {
  Hub hub{{rule(MergePolicy::latest), rule(MergePolicy::latest, kOther)}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};

  void all_start_from(const std::string& value) {
    county.write(text(value));
    county.sync();
    liangzhu.receive();
    sandun.receive();
  }
};

TEST_F(MergeLatestTest, FirstValueIsApplied) {
  const Edit first = liangzhu.write(text("a"));
  liangzhu.sync();
  EXPECT_EQ(hub.shown(), text("a"));
  EXPECT_EQ(hub.outcome(first), Outcome::applied);
  EXPECT_EQ(hub.heads(), std::vector{first.id});
}

TEST_F(MergeLatestTest, EditThatSawTheValueReplacesIt) {
  all_start_from("old");
  const Edit second = sandun.write(text("new"));
  sandun.sync();
  EXPECT_EQ(hub.shown(), text("new"));
  EXPECT_EQ(hub.heads(), std::vector{second.id});
}

TEST_F(MergeLatestTest, LaterOfTwoConcurrentEditsIsShownAndTheOtherKept) {
  all_start_from("old");
  const Edit early = liangzhu.write(text("early"));
  const Edit late = sandun.write(text("late"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), text("late"));
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("late")}, {text("early")}}));
  EXPECT_EQ(hub.outcome(late), Outcome::applied);
}

TEST_F(MergeLatestTest, EarlierEditThatArrivesLastIsOverwrittenAndToldSo) {
  all_start_from("old");
  const Edit early = liangzhu.write(text("early"));
  sandun.write(text("late"));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("late"));
  EXPECT_EQ(hub.outcome(early), Outcome::overwritten);
  EXPECT_EQ(hub.conflict().size(), 2u);
}

TEST_F(MergeLatestTest, OverwrittenValueCanBePutBack) {
  all_start_from("old");
  liangzhu.write(text("early"));
  sandun.write(text("late"));
  sandun.sync();
  liangzhu.sync();
  const Edit again = liangzhu.write(text("early"));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("early"));
  EXPECT_EQ(hub.heads(), std::vector{again.id});
}

TEST_F(MergeLatestTest, TwoOfflineEditsInARowAreNoConflictWithThemselves) {
  all_start_from("old");
  liangzhu.write(text("first try"));
  const Edit second = liangzhu.write(text("second try"));
  liangzhu.send(1);
  liangzhu.send();
  EXPECT_EQ(hub.heads(), std::vector{second.id});
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
}

TEST_F(MergeLatestTest, EqualValuesAreNoConflictButBothStay) {
  all_start_from("old");
  const Edit one = liangzhu.write(text("same"));
  const Edit two = sandun.write(text("same"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.outcome(two), Outcome::applied);
  EXPECT_TRUE(hub.conflict().empty());
  EXPECT_EQ(hub.heads(), (std::vector{one.id, two.id}));
}

TEST_F(MergeLatestTest, EqualStampsAreDecidedByTheEditIdWhateverTheOrder) {
  all_start_from("old");
  Edit one = liangzhu.write(text("one")), two = sandun.write(text("two"));
  one.stamp = two.stamp;
  Hub other = hub;
  hub.receive(one, Role::township);
  hub.receive(two, Role::township);
  other.receive(two, Role::township);
  other.receive(one, Role::township);
  EXPECT_EQ(hub.shown(), text("two"));
  EXPECT_EQ(other.shown(), text("two"));
}

TEST_F(MergeLatestTest, DifferentFieldsBothStandAndTheSecondIsToldThatItWasParallel) {
  all_start_from("old");
  const Edit here = liangzhu.write(text("here"));
  const Edit there = sandun.write(kOther, {text("there")});
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), text("here"));
  EXPECT_EQ(hub.shown(kOther), text("there"));
  EXPECT_EQ(hub.outcome(here), Outcome::applied);
  EXPECT_EQ(hub.outcome(there, kOther), Outcome::parallel);
}

TEST_F(MergeLatestTest, OwnEditsInOtherFieldsAreNotParallel) {
  all_start_from("old");
  liangzhu.write(text("here"));
  const Edit there = liangzhu.write(kOther, {text("there")});
  liangzhu.send();
  EXPECT_EQ(hub.outcome(there, kOther), Outcome::applied);
}

// A clock three hours ahead would win every time if its stamps were believed.
TEST_F(MergeLatestTest, ClockThatIsFarAheadDoesNotBeatALaterEdit) {
  all_start_from("old");
  liangzhu.clock_error_min = 180;
  liangzhu.write(text("wrong clock"));
  liangzhu.send();
  hub.minute += 30;
  sandun.write(text("half an hour later"));
  sandun.send();
  EXPECT_EQ(hub.shown(), text("half an hour later"));
}

// A machine with a dead battery covers what it saw although its stamp says that it is older. If its head kept that
// stamp, an edit that had already lost to the covered value would come back as the shown one.
TEST_F(MergeLatestTest, OverwrittenValueDoesNotComeBackWhenASlowClockReplacesTheWinner) {
  all_start_from("old");
  liangzhu.write(text("loser"));
  Edit winner = sandun.write(text("winner"));
  sandun.sync();
  county.receive();
  Edit slow = county.write(text("on top of the winner"));
  slow.stamp = stamp_of_ms(0);
  hub.receive(slow, Role::county);
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("on top of the winner"));
}

TEST_F(MergeLatestTest, ClearedValueIsAValue) {
  all_start_from("old");
  liangzhu.write(text("kept"));
  sandun.write(FieldValue(Null{}));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), FieldValue(Null{}));
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{Null{}}, {text("kept")}}));
}

}  // namespace
}  // namespace minsync
