#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

// Bank, account name and account only make sense together: they merge as one, and an edit of one sends all.
struct MergeGroupTest : testing::Test {
  Hub hub{{GroupRule{GroupNumber{3}, MergePolicy::review, {FieldNumber{3}, FieldNumber{4}, FieldNumber{5}}},
           rule(MergePolicy::latest, GroupNumber{9})}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};
  const GroupNumber bank{3}, phone{9};

  static Values account(const std::string& bank_name, const std::string& name, const std::string& account_number) {
    return {text(bank_name), text(name), text(account_number)};
  }
  void SetUp() override {
    county.write(bank, account("ICBC", "Wang", "1"));
    county.sync();
    liangzhu.receive();
    sandun.receive();
  }
};

TEST_F(MergeGroupTest, ConcurrentEditsOfDifferentFieldsAreNeverMixed) {
  liangzhu.write(bank, account("ABC", "Wang", "1"));
  sandun.write(bank, account("ICBC", "Wang", "2"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.conflict(bank), (std::vector<Values>{account("ICBC", "Wang", "2"), account("ABC", "Wang", "1")}));
  EXPECT_EQ(hub.record().group(bank)->shown, account("ICBC", "Wang", "2"));
}

TEST_F(MergeGroupTest, GroupsWithTheSameValueInEveryFieldAreNoConflict) {
  liangzhu.write(bank, account("ABC", "Wang", "7"));
  const Edit second = sandun.write(bank, account("ABC", "Wang", "7"));
  liangzhu.send();
  sandun.send();
  EXPECT_EQ(hub.outcome(second, bank), Outcome::applied);
  EXPECT_TRUE(hub.conflict(bank).empty());
}

TEST_F(MergeGroupTest, OneDifferingFieldIsEnoughToLeaveAHeadUnanswered) {
  const Edit a = liangzhu.write(bank, account("ABC", "Wang", "7"));
  sandun.write(bank, account("ABC", "Wang", "8"));
  liangzhu.send();
  sandun.send();
  county.receive();
  const Edit more = county.write(bank, account("ABC", "Wang", "9"));
  county.send();
  EXPECT_EQ(hub.heads(bank), (std::vector{a.id, more.id}));
}

TEST_F(MergeGroupTest, DecisionSetsAllFields) {
  const Edit a = liangzhu.write(bank, account("ABC", "Wang", "7")), b = sandun.write(bank, account("BOC", "Wang", "8"));
  liangzhu.send();
  sandun.send();
  county.receive();
  county.write({{bank, account("ABC", "Wang", "7")}}, {a.id, b.id});
  county.sync();
  EXPECT_EQ(hub.record().group(bank)->shown, account("ABC", "Wang", "7"));
  EXPECT_EQ(hub.heads(bank).size(), 1u);
}

TEST_F(MergeGroupTest, AnotherGroupOfTheSameEditIsAppliedBesideAConflict) {
  sandun.write(bank, account("BOC", "Wang", "8"));
  sandun.send();
  const Edit both = liangzhu.write({{bank, account("ABC", "Wang", "7")}, {phone, {text("0571")}}});
  liangzhu.send();
  EXPECT_EQ(hub.outcome(both, bank), Outcome::in_review);
  EXPECT_EQ(hub.outcome(both, phone), Outcome::applied);
  EXPECT_EQ(hub.shown(phone), text("0571"));
}

TEST_F(MergeGroupTest, ClearedGroupIsAnsweredLikeAnyOther) {
  county.write(bank, Values(3, Null{}));
  county.sync();
  sandun.receive();
  Edit next = sandun.write(bank, account("BOC", "Wang", "8"));
  next.changes.front().displayed.clear();
  hub.receive(next, Role::township);
  EXPECT_EQ(hub.heads(bank), std::vector{next.id});
}

}  // namespace
}  // namespace minsync
