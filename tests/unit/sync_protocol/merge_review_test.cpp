#include <algorithm>

#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

struct MergeReviewTest : testing::Test {
  Hub hub{{rule(MergePolicy::review)}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};

  void all_start_from(FieldValue value) {
    county.write(std::move(value));
    county.sync();
    liangzhu.receive();
    sandun.receive();
  }
  // Both townships wrote on the same base; everybody has seen the conflict. The later value, Sandun's, is shown.
  std::pair<Edit, Edit> open_conflict() {
    all_start_from(text("old"));
    const Edit a = liangzhu.write(text("a"));
    const Edit b = sandun.write(text("b"));
    liangzhu.send();
    sandun.send();
    for (Office* office : {&liangzhu, &sandun, &county}) office->receive();
    return {a, b};
  }
};

TEST_F(MergeReviewTest, EditOnOldBaseOpensConflict) {
  all_start_from(text("old"));
  liangzhu.write(text("a"));
  const Edit late = sandun.write(text("b"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.shown(), text("b"));
  EXPECT_EQ(hub.outcome(late), Outcome::in_review);
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("b")}, {text("a")}}));
}

TEST_F(MergeReviewTest, EditThatSawTheValueReplacesIt) {
  all_start_from(text("old"));
  const Edit next = liangzhu.write(text("a"));
  liangzhu.send();
  EXPECT_EQ(hub.heads(), std::vector{next.id});
  EXPECT_EQ(hub.outcome(next), Outcome::applied);
}

TEST_F(MergeReviewTest, EditAnswersOnlyTheValueItDisplayed) {
  const auto [a, b] = open_conflict();
  const Edit more = county.write(text("c"));
  county.send();
  EXPECT_EQ(hub.heads(), (std::vector{a.id, more.id}));
  EXPECT_EQ(hub.outcome(more), Outcome::in_review);
}

TEST_F(MergeReviewTest, EditAlsoReplacesTheHeadsOfItsOwnMachine) {
  const auto [a, b] = open_conflict();
  const Edit agreed = liangzhu.write(text("b, spelt right"));  // liangzhu's own "a" was the other side
  liangzhu.send();
  EXPECT_EQ(hub.heads(), std::vector{agreed.id});
}

TEST_F(MergeReviewTest, DecisionReplacesExactlyTheHeadsItNames) {
  const auto [a, b] = open_conflict();
  const Edit decision = county.decide(text("a"), {a.id, b.id});
  county.send();
  EXPECT_EQ(hub.shown(), text("a"));
  EXPECT_EQ(hub.heads(), std::vector{decision.id});
  EXPECT_EQ(hub.outcome(decision), Outcome::applied);
}

TEST_F(MergeReviewTest, DecisionThatNamesOneHeadLeavesTheOther) {
  const auto [a, b] = open_conflict();
  const Edit decision = county.decide(text("c"), {b.id});
  county.send();
  EXPECT_EQ(hub.heads(), (std::vector{a.id, decision.id}));
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("c")}, {text("a")}}));
}

TEST_F(MergeReviewTest, LaterConcurrentEditReopensADecidedConflict) {
  const auto [a, b] = open_conflict();
  county.decide(text("a"), {a.id, b.id});
  const Edit unaware = sandun.write(text("b again"));
  county.send();
  EXPECT_TRUE(hub.conflict().empty());
  sandun.send();
  EXPECT_EQ(hub.outcome(unaware), Outcome::in_review);
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("b again")}, {text("a")}}));
}

TEST_F(MergeReviewTest, DecisionThatComesAfterAConcurrentEditLeavesThatEditOpen) {
  const auto [a, b] = open_conflict();
  const Edit decision = county.decide(text("a"), {a.id, b.id});
  sandun.write(text("b again"));
  sandun.send();
  county.send();
  EXPECT_EQ(hub.outcome(decision), Outcome::in_review);
  EXPECT_EQ(hub.conflict(), (std::vector<Values>{{text("b again")}, {text("a")}}));
}

TEST_F(MergeReviewTest, EqualValuesAreNoConflictAndAreAnsweredTogether) {
  all_start_from(text("old"));
  liangzhu.write(text("same"));
  const Edit second = sandun.write(text("same"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
  EXPECT_EQ(hub.heads().size(), 2u);
  EXPECT_TRUE(hub.conflict().empty());
  county.receive();
  const Edit answer = county.write(text("other"));
  county.send();
  EXPECT_EQ(hub.heads(), std::vector{answer.id});
}

TEST_F(MergeReviewTest, TwoOfflineEditsInARowAreNoConflictWithThemselves) {
  all_start_from(text("old"));
  liangzhu.write(text("first try"));
  const Edit second = liangzhu.write(text("second try"));
  liangzhu.send();
  EXPECT_EQ(hub.heads(), std::vector{second.id});
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
}

TEST_F(MergeReviewTest, SecondOfflineEditAnswersTheFirstAndNotAForeignOne) {
  all_start_from(text("old"));
  liangzhu.write(text("mine"));
  const Edit second = liangzhu.write(text("mine, corrected"));
  const Edit foreign = sandun.write(text("theirs"));
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.heads(), (std::vector{second.id, foreign.id}));
  EXPECT_EQ(hub.outcome(second), Outcome::in_review);
}

// The own edit was merged and, before the next one came, already answered by the county.
TEST_F(MergeReviewTest, EditOnAnOwnBaseThatWasReplacedMeanwhileOpensAConflict) {
  all_start_from(text("old"));
  liangzhu.write(text("mine"));
  const Edit second = liangzhu.write(text("mine, corrected"));
  liangzhu.send(1);
  county.receive();
  const Edit answer = county.write(text("county's"));
  county.send();
  liangzhu.send();
  EXPECT_EQ(hub.heads(), (std::vector{second.id, answer.id}));
}

TEST_F(MergeReviewTest, EditOnAnOwnRefusedBaseAnswersWhatThatOneAnswered) {
  all_start_from(text("old"));
  const Edit refused = liangzhu.write(text("too long"));
  const Edit second = liangzhu.write(text("shorter"));
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.send();
  EXPECT_EQ(hub.heads(), std::vector{second.id});
  EXPECT_EQ(hub.outcome(second), Outcome::applied);
}

// The refused edit happened to carry the value of the other side: that side must not vanish with it.
TEST_F(MergeReviewTest, EditOnAnOwnRefusedBaseLeavesTheOtherSideOfAConflict) {
  const auto [a, b] = open_conflict();
  const Edit refused = county.write(text("a"));
  const Edit second = county.write(text("c"));
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  county.send();
  EXPECT_EQ(hub.heads(), (std::vector{a.id, second.id}));
}

TEST_F(MergeReviewTest, ClearedValueIsAnsweredLikeAnyOther) {
  all_start_from(FieldValue(Null{}));
  Edit next = liangzhu.write(text("a"));
  next.changes.front().displayed.clear();  // "nothing was there" may be written either way
  hub.receive(next, Role::township);
  EXPECT_EQ(hub.heads(), std::vector{next.id});
}

TEST_F(MergeReviewTest, TwoCreationsOfOneValueOnNothingAreBothKept) {
  liangzhu.write(text("a"));
  const Edit second = sandun.write(text("b"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.outcome(second), Outcome::in_review);
  EXPECT_EQ(hub.heads().size(), 2u);
}

TEST_F(MergeReviewTest, HeadKeepsWhatItsAuthorSaw) {
  all_start_from(text("old"));
  liangzhu.write(text("a"));
  liangzhu.send();
  EXPECT_EQ(hub.record().group(kField)->heads.front().displayed, Values{text("old")});
}

// A group that was `latest` in form version 1 and is `review` since.
TEST(MergePolicyChangeTest, AnEditReplacesByThePolicyOfItsFormVersion) {
  const GroupRule turned{kField, MergePolicy::review, {FieldNumber{1}}, {{1, MergePolicy::latest}}};
  RecordState record;
  const auto write = [&](std::uint8_t device, std::uint64_t version, std::uint32_t form_version, Base base,
                         const std::string& value, Values displayed) {
    Edit edit;
    edit.id = edit_id(device, version);
    edit.form_version = form_version;
    edit.stamp = Stamp{version};
    edit.changes = {{kField, base, {text(value)}, std::move(displayed), {}}};
    merge_edit(std::vector{turned}, record, edit, {edit.id, Version{version}, edit.stamp, 1});
    return edit.id;
  };
  write(1, 1, 1, {}, "a", {});
  const auto second = write(2, 2, 1, {Version{1}, {}, {}}, "b", {});
  EXPECT_EQ(record.group(kField)->heads.size(), 1u) << "it covered the first, and said nothing of what it displayed";
  write(3, 3, 1, {}, "c", {});
  EXPECT_EQ(conflict_of(turned, *record.group(kField)).others.size(), 1u)
      << "a loser of latest is a side of a conflict";
  write(4, 4, 2, {Version{3}, {}, {}}, "d", {text("c")});
  ASSERT_EQ(record.group(kField)->heads.size(), 2u) << "under review only the value that it displayed goes";
  EXPECT_TRUE(std::ranges::any_of(record.group(kField)->heads, [&](const Head& h) { return h.origin.edit == second; }));
}

TEST(MergePolicyChangeTest, AnAuthorIsToldByThePolicyOfHisFormVersion) {
  const GroupRule turned{kField, MergePolicy::review, {FieldNumber{1}}, {{1, MergePolicy::latest}}};
  RecordState record;
  const auto told = [&](std::uint8_t device, std::uint64_t version, std::uint32_t form_version) {
    Edit edit;
    edit.id = edit_id(device, version);
    edit.form_version = form_version;
    edit.stamp = Stamp{10 - version};
    edit.changes = {{kField, {}, {text(std::to_string(version))}, {}, {}}};
    return merge_edit(std::vector{turned}, record, edit, {edit.id, Version{version}, edit.stamp, 1})
        .outcomes[0]
        .outcome;
  };
  EXPECT_EQ(told(1, 1, 1), Outcome::applied);
  EXPECT_EQ(told(2, 2, 1), Outcome::overwritten) << "as it was, or would have been, before the form changed";
  EXPECT_EQ(told(3, 3, 2), Outcome::in_review);
}

}  // namespace
}  // namespace minsync
