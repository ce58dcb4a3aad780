#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeWorkflowTest : testing::Test {
  Hub hub{{rule(MergePolicy::workflow), rule(MergePolicy::latest, kOther)}};
  Office liangzhu{hub, 1}, county{hub, 9, Role::county};

  void both_start_from(const std::string& state) {
    liangzhu.write({{kField, {text(state)}}, {kOther, {text("content")}}});
    liangzhu.sync();
    county.receive();
  }
};

TEST_F(MergeWorkflowTest, TransitionMovesTheState) {
  both_start_from("draft");
  const Edit accepted = liangzhu.write(text("accepted"));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("accepted"));
  EXPECT_EQ(hub.heads(), std::vector{accepted.id});
}

TEST_F(MergeWorkflowTest, OfTwoLegalTransitionsTheOneThatArrivedLastIsTheStateWhateverItsStamp) {
  both_start_from("checking");
  const Edit early = county.write(text("surveyed"));
  liangzhu.write(text("returned"));
  liangzhu.send();
  county.send();
  EXPECT_EQ(hub.shown(), text("surveyed"));
  EXPECT_EQ(hub.outcome(early), Outcome::applied);
  EXPECT_TRUE(hub.conflict().empty());
}

TEST_F(MergeWorkflowTest, OwnTransitionsInARowLeaveOneHead) {
  both_start_from("draft");
  liangzhu.write(text("accepted"));
  const Edit last = liangzhu.write(text("checking"));
  EXPECT_EQ(liangzhu.sees(), text("checking"));
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("checking"));
  EXPECT_EQ(hub.heads(), std::vector{last.id});
}

TEST_F(MergeWorkflowTest, RefusedTransitionLeavesTheStateAndTakesItsWholeEditAlong) {
  both_start_from("ended");
  const Edit refused = liangzhu.write({{kField, {text("draft")}}, {kOther, {text("new content")}}});
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.sync();
  EXPECT_EQ(hub.shown(), text("ended"));
  EXPECT_EQ(hub.shown(kOther), text("content"));
  EXPECT_EQ(liangzhu.screen(), hub.record());
}

// The township moved the record on without having seen what the county did, and then removed it. A head that is only
// hidden by a later arrival must still count, or the county's act would go with the record.
TEST_F(MergeWorkflowTest, RemovalThatDidNotSeeAForeignTransitionLeavesTheRecordAlive) {
  both_start_from("checking");
  county.write(text("surveyed"));
  county.send();
  liangzhu.write(text("returned"));
  liangzhu.remove();
  liangzhu.send();
  EXPECT_EQ(hub.shown(), text("returned"));
  EXPECT_FALSE(hub.record().deleted);
}

}  // namespace
}  // namespace minsync
