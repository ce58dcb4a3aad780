#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeRemovalTest : testing::Test {
  Hub hub{{rule(MergePolicy::latest), rule(MergePolicy::review, kOther)}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};

  void SetUp() override {
    county.write({{kField, {text("householder")}}, {kOther, {text("opinion")}}});
    county.sync();
    liangzhu.receive();
    sandun.receive();
  }
};

TEST_F(MergeRemovalTest, RemovalThatSawEverythingDeletes) {
  const Edit removal = liangzhu.remove();
  EXPECT_TRUE(liangzhu.screen().deleted);
  liangzhu.send();
  EXPECT_TRUE(hub.record().deleted);
  EXPECT_EQ(hub.outcome(removal), Outcome::applied);
}

TEST_F(MergeRemovalTest, ConcurrentEditKeepsTheRecordAliveInEitherOrder) {
  const Edit removal = liangzhu.remove();
  const Edit edit = sandun.write(text("new householder"));
  Hub other = hub;
  hub.receive(removal, Role::township);
  hub.receive(edit, Role::township);
  other.receive(edit, Role::township);
  other.receive(removal, Role::township);
  EXPECT_FALSE(hub.record().deleted);
  EXPECT_FALSE(other.record().deleted);
  EXPECT_EQ(hub.shown(), text("new householder"));
  EXPECT_EQ(other.shown(), text("new householder"));
}

TEST_F(MergeRemovalTest, RemovalThatDidNotTakeIsTold) {
  const Edit removal = liangzhu.remove();
  sandun.write(text("new householder"));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.outcome(removal, kField), Outcome::overwritten);
  EXPECT_EQ(hub.outcome(removal, kOther), Outcome::applied);
}

TEST_F(MergeRemovalTest, EditOfAFieldThatTheRemoverNeverSawKeepsTheRecordAlive) {
  Hub bare{{rule(MergePolicy::latest), rule(MergePolicy::latest, kOther)}};
  Office here{bare, 1}, there{bare, 2};
  here.write(text("householder"));
  here.sync();
  there.receive();
  const Edit removal = here.remove();
  there.write(kOther, {text("phone")});
  there.send();
  here.send();
  EXPECT_FALSE(bare.record().deleted);
  EXPECT_EQ(bare.outcome(removal), Outcome::parallel);
}

TEST_F(MergeRemovalTest, TwoConcurrentRemovalsDelete) {
  liangzhu.remove();
  sandun.remove();
  liangzhu.send();
  sandun.send();
  EXPECT_TRUE(hub.record().deleted);
  EXPECT_EQ(hub.record().removals.size(), 2u);
}

TEST_F(MergeRemovalTest, TwoRemovalsThatEachMissedTheOthersEditDoNotDelete) {
  liangzhu.write(text("a"));
  liangzhu.remove();
  sandun.write(text("b"));
  sandun.remove();
  liangzhu.send();
  sandun.send();
  EXPECT_FALSE(hub.record().deleted);
}

TEST_F(MergeRemovalTest, RemovalOverOwnPendingEditsDeletes) {
  liangzhu.write(text("typing error"));
  liangzhu.write(kOther, {text("wrong record")});
  liangzhu.remove();
  liangzhu.send();
  EXPECT_TRUE(hub.record().deleted);
}

TEST_F(MergeRemovalTest, RemovalOverAnOwnRefusedEditDeletes) {
  const Edit refused = liangzhu.write(text("refused"));
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.remove();
  liangzhu.send();
  EXPECT_TRUE(hub.record().deleted);
}

TEST_F(MergeRemovalTest, RemovalCoversAllSidesOfAConflictThatItsAuthorSaw) {
  liangzhu.write(kOther, {text("a")});
  sandun.write(kOther, {text("b")});
  liangzhu.send();
  sandun.send();
  county.receive();
  county.remove();
  county.send();
  EXPECT_TRUE(hub.record().deleted);
}

TEST_F(MergeRemovalTest, EditAfterARemovalRevivesTheRecord) {
  liangzhu.remove();
  liangzhu.send();
  sandun.receive();
  EXPECT_TRUE(sandun.screen().deleted);
  sandun.write(text("needed after all"));
  sandun.send();
  EXPECT_FALSE(hub.record().deleted);
}

TEST_F(MergeRemovalTest, LaterRemovalOfTheSameMachineTakesThePlaceOfItsFirst) {
  liangzhu.remove();
  sandun.write(text("b"));
  liangzhu.sync();
  sandun.send();
  EXPECT_FALSE(hub.record().deleted);
  liangzhu.receive();
  liangzhu.remove();
  liangzhu.send();
  EXPECT_TRUE(hub.record().deleted);
  EXPECT_EQ(hub.record().removals.size(), 1u);
}

// Removals do not stand on each other, so nothing makes the second wait for the first: it may be on a stick.
TEST_F(MergeRemovalTest, EarlierRemovalThatArrivesLateDoesNotUndoTheLaterOne) {
  const Edit first = liangzhu.remove();
  const Edit theirs = sandun.write(text("b"));
  sandun.send();
  Office reader{hub, 3};
  Edit second = reader.remove();
  second.id = first.id;
  ++second.id.sequence.value;
  hub.receive(second, Role::township);
  EXPECT_TRUE(hub.record().deleted);
  hub.receive(first, Role::township);
  EXPECT_TRUE(hub.record().deleted);
}

// A machine restored from an old copy has a new incarnation and may have seen less than its former self.
TEST_F(MergeRemovalTest, RemovalOfARestoredMachineDoesNotUndoTheOneBefore) {
  Edit old_sight = liangzhu.remove();
  old_sight.id.incarnation = Incarnation{2};
  sandun.write(text("b"));
  sandun.send();
  Office reader{hub, 3};
  Edit full_sight = reader.remove();
  full_sight.id = edit_id(1, 40);
  hub.receive(full_sight, Role::township);
  hub.receive(old_sight, Role::township);
  EXPECT_TRUE(hub.record().deleted);
}

}  // namespace
}  // namespace minsync
