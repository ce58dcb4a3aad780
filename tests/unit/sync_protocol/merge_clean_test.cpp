#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

// An edit is clean if its author's machine, replaying it with the version the hub gave, has exactly the hub's state:
// then the hub need not send the record back. A false "clean" hides something foreign, so each case here also checks
// the replay.
struct MergeCleanTest : testing::Test {
  Hub hub{{rule(MergePolicy::latest), rule(MergePolicy::review, kOther)}};
  Office liangzhu{hub, 1}, sandun{hub, 2};

  void SetUp() override {
    sandun.write({{kField, {text("old")}}, {kOther, {text("opinion")}}});
    sandun.sync();
    liangzhu.receive();
  }
  bool clean(const Edit& edit) const { return hub.arrival(edit.id).merged.clean; }
  // What Liangzhu's machine has if it is told nothing but versions and stamps.
  RecordState replayed() const {
    RecordState record = liangzhu.received();
    for (const auto& edit : liangzhu.pending()) {
      merge_edit(hub.rules(), record, edit, hub.arrival(edit.id).origin);
    }
    return record;
  }
};

TEST_F(MergeCleanTest, EditThatSawEverythingIsClean) {
  const Edit edit = liangzhu.write(text("a"));
  liangzhu.send();
  EXPECT_TRUE(clean(edit));
  EXPECT_EQ(replayed(), hub.record());
}

TEST_F(MergeCleanTest, EditsInARowAreAllClean) {
  const Edit first = liangzhu.write(text("a")), second = liangzhu.write(kOther, {text("b")}),
             third = liangzhu.write({{kField, {text("c")}}, {kOther, {text("d")}}});
  liangzhu.send();
  EXPECT_TRUE(clean(first) && clean(second) && clean(third));
  EXPECT_EQ(replayed(), hub.record());
}

TEST_F(MergeCleanTest, CreationIsClean) {
  Hub fresh{{rule(MergePolicy::latest)}};
  Office author{fresh, 1};
  const Edit creation = author.write(text("a"));
  author.send();
  EXPECT_TRUE(fresh.arrival(creation.id).merged.clean);
}

TEST_F(MergeCleanTest, EchoDoesNotHideAForeignValueOfTheSameField) {
  const Edit mine = liangzhu.write(text("a"));
  sandun.write(text("b"));
  sandun.send();
  liangzhu.send();
  EXPECT_FALSE(clean(mine));
}

TEST_F(MergeCleanTest, EchoDoesNotHideAForeignValueEvenIfItIsTheSame) {
  const Edit mine = liangzhu.write(text("same"));
  sandun.write(text("same"));
  sandun.send();
  liangzhu.send();
  EXPECT_FALSE(clean(mine));
}

TEST_F(MergeCleanTest, EchoDoesNotHideAForeignValueOfAnotherField) {
  const Edit mine = liangzhu.write(text("a"));
  sandun.write(kOther, {text("b")});
  sandun.send();
  liangzhu.send();
  EXPECT_FALSE(clean(mine));
}

// Between the two own edits a foreign one answered the first: the second must not pass for an echo.
TEST_F(MergeCleanTest, EchoDoesNotHideAForeignValueBetweenTwoOwnEdits) {
  const Edit first = liangzhu.write(text("a")), second = liangzhu.write(text("b"));
  liangzhu.send(1);
  sandun.receive();
  sandun.write(text("foreign"));
  sandun.send();
  liangzhu.send();
  EXPECT_TRUE(clean(first));
  EXPECT_FALSE(clean(second));
}

TEST_F(MergeCleanTest, OwnEditOfAnotherFieldAfterAForeignOneIsNotCleanEither) {
  liangzhu.write(text("a"));
  const Edit second = liangzhu.write(kOther, {text("b")});
  liangzhu.send(1);
  sandun.receive();
  sandun.write(text("foreign"));
  sandun.send();
  liangzhu.send();
  EXPECT_FALSE(clean(second));
}

// It could be replayed, but then its author would not be told that it is in review.
TEST_F(MergeCleanTest, EditInAConflictComesBackAlthoughItSawEverything) {
  liangzhu.write(kOther, {text("a")});
  sandun.write(kOther, {text("b")});
  liangzhu.send();
  sandun.send();
  Office third{hub, 3};
  const Edit more = third.write(kOther, {text("c")});
  RecordState record = third.received();
  third.send();
  EXPECT_FALSE(clean(more));
  EXPECT_EQ(hub.outcome(more, kOther), Outcome::in_review);
  merge_edit(hub.rules(), record, more, hub.arrival(more.id).origin);
  EXPECT_EQ(record, hub.record());
  EXPECT_EQ(hub.heads(kOther).size(), 2u);
}

TEST_F(MergeCleanTest, RemovalsAndEditsBesideThemAlwaysComeBack) {
  const Edit removal = liangzhu.remove();
  liangzhu.sync();
  const Edit revival = liangzhu.write(text("needed after all"));
  liangzhu.send();
  EXPECT_FALSE(clean(removal));
  EXPECT_FALSE(clean(revival));
}

TEST_F(MergeCleanTest, DecisionComesBack) {
  const Edit mine = liangzhu.write(kOther, {text("a")});
  liangzhu.sync();
  const Edit decision = liangzhu.write({{kOther, {text("b")}}}, {mine.id});
  liangzhu.send();
  EXPECT_FALSE(clean(decision));
}

TEST_F(MergeCleanTest, EditOnAnOwnRefusedBaseIsCleanAndReplaysWithoutTheRefusedOne) {
  const Edit refused = liangzhu.write(kOther, {text("too long")}), second = liangzhu.write(kOther, {text("short")});
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  RecordState record = liangzhu.received();
  liangzhu.send();
  EXPECT_TRUE(clean(second));
  merge_edit(hub.rules(), record, second, hub.arrival(second.id).origin);
  EXPECT_EQ(record, hub.record());
}

// Two copies of one machine share its device id; the copy's edits are as foreign as anybody's.
TEST_F(MergeCleanTest, EchoDoesNotHideAnEditOfTheSameMachinesCopy) {
  Edit copy = sandun.write(kOther, {text("from the copy")});
  copy.id = edit_id(1, 1);
  copy.id.incarnation = Incarnation{2};
  hub.receive(copy, Role::township);
  const Edit mine = liangzhu.write(text("a"));
  liangzhu.send();
  EXPECT_FALSE(clean(mine));
}

TEST_F(MergeCleanTest, CappedEditComesBackWithItsStamp) {
  liangzhu.clock_error_min = 600;
  const Edit mine = liangzhu.write(text("a"));
  liangzhu.send();
  EXPECT_NE(hub.arrival(mine.id).origin.stamp, mine.stamp);
  EXPECT_FALSE(clean(mine));
  EXPECT_EQ(replayed(), hub.record());
}

}  // namespace
}  // namespace minsync
