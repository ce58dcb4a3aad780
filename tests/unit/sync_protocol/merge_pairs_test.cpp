// Every pair of operations on one record under every policy: done at the same time, in both orders of arrival, and one
// after the other. What exactly is shown, policy by policy, is in the files named for the policies; tests/README.md has
// a table of pairs. Creations can only come first: MergeCreationPairs.
#include <algorithm>
#include <tuple>

#include "tests/unit/sync_protocol/merge_fixture.h"

namespace minsync {
namespace {

constexpr GroupNumber kState{30};
const std::vector<std::string> kOperations = {"change", "remove", "decide", "transition"};
const std::vector<std::string> kPolicies = {"latest",    "authority", "review",         "max", "min", "sum",
                                            "set_union", "workflow",  "review_of_three"};

MergePolicy policy_of(const std::string& name) {
  const auto at = std::ranges::find(kPolicies, name) - kPolicies.begin();
  return name == "review_of_three" ? MergePolicy::review : static_cast<MergePolicy>(at);
}

GroupRule field_rule(const std::string& policy) {
  GroupRule made = rule(policy_of(policy));
  if (policy == "review_of_three") made.fields = {FieldNumber{1}, FieldNumber{11}, FieldNumber{12}};
  return made;
}

bool has_conflicts(const std::string& policy) {
  const auto is = policy_of(policy);
  return is == MergePolicy::latest || is == MergePolicy::authority || is == MergePolicy::review;
}

// first operation, second operation, policy of the field
using Pair = std::tuple<std::string, std::string, std::string>;

class MergePairs : public testing::TestWithParam<Pair> {
 protected:
  MergePairs() : hub({field_rule(policy()), rule(MergePolicy::latest, kOther), rule(MergePolicy::workflow, kState)}) {
    county.write({{kField, value(1)}, {kOther, {text("phone")}}, {kState, {text("draft")}}});
    county.sync();
    if (first() == "decide" || second() == "decide") {
      for (Office* office : {&liangzhu, &sandun}) office->receive();
      liangzhu.write(kField, value(2));
      sandun.write(kField, value(3));
      liangzhu.send();
      sandun.send();
    }
    for (Office* office : {&liangzhu, &sandun}) office->receive();
  }

  static std::string first() { return std::get<0>(GetParam()); }
  static std::string second() { return std::get<1>(GetParam()); }
  static std::string policy() { return std::get<2>(GetParam()); }

  static Values value(std::int64_t n) {
    const auto is = policy_of(policy());
    if (is == MergePolicy::max || is == MergePolicy::min || is == MergePolicy::sum) return {number(n)};
    const std::string word(1, static_cast<char>('a' + n));
    if (is == MergePolicy::set_union) return {options({word})};
    return Values(field_rule(policy()).fields.size(), text(word));
  }

  Edit act(Office& office, const std::string& operation, std::int64_t n) {
    if (operation == "remove") return office.remove();
    if (operation == "transition") return office.write(kState, {text(n == 5 ? "accepted" : "returned")});
    if (operation == "change") return office.write(kField, value(n));
    std::vector<EditId> heads;
    const RecordState screen = office.screen();
    for (const auto& head : screen.group(kField)->heads) heads.push_back(head.origin.edit);
    return office.write({{kField, value(n)}}, heads);
  }

  static GroupNumber group_of(const std::string& operation) { return operation == "transition" ? kState : kField; }

  // Every operation is there or in what is there: as a head, a removal, or a part of a total.
  void expect_kept(const Hub& at, const Edit& edit, const std::string& operation) const {
    if (operation == "remove") {
      EXPECT_TRUE(
          std::ranges::any_of(at.record().removals, [&](const Removal& r) { return r.origin.edit == edit.id; }));
      return;
    }
    const auto heads = at.heads(group_of(operation));
    EXPECT_TRUE(std::ranges::binary_search(heads, edit.id)) << operation << " vanished";
  }

  Hub hub;
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};
};

TEST_P(MergePairs, L1L3_AtTheSameTimeBothAreKeptAndTheOrderOfArrivalDoesNotMatter) {
  const Edit one = act(liangzhu, first(), 5), two = act(sandun, second(), 6);
  Hub other = hub;
  hub.receive(one, Role::township);
  hub.receive(two, Role::township);
  other.receive(two, Role::township);
  other.receive(one, Role::township);
  for (const auto& rule : hub.rules()) {
    EXPECT_EQ(hub.heads(rule.number), other.heads(rule.number));
    if (rule.policy == MergePolicy::workflow) continue;  // the state is by arrival
    EXPECT_EQ(hub.record().group(rule.number)->shown, other.record().group(rule.number)->shown);
    EXPECT_EQ(hub.conflict(rule.number), other.conflict(rule.number));
  }
  EXPECT_EQ(hub.record().deleted, other.record().deleted);
  EXPECT_EQ(hub.record().deleted, first() == "remove" && second() == "remove") << "who did not see it keeps it alive";
  expect_kept(hub, one, first());
  expect_kept(hub, two, second());
}

TEST_P(MergePairs, OneAfterTheOtherTheSecondStands) {
  const Edit one = act(liangzhu, first(), 5);
  liangzhu.send();
  sandun.receive();
  const Edit two = act(sandun, second(), 6);
  sandun.send();
  EXPECT_EQ(hub.record().deleted, second() == "remove");
  if (second() == "remove") return;
  const GroupNumber group = group_of(second());
  const bool same_group = group_of(first()) == group && first() != "remove";
  EXPECT_TRUE(hub.conflict(group).empty());
  EXPECT_EQ(hub.outcome(two, group), Outcome::applied);
  expect_kept(hub, two, second());
  const auto heads = hub.heads(group);
  const bool lives_on = policy() == "set_union";  // its option is kept until somebody takes it away
  const bool replaced = !std::ranges::binary_search(heads, one.id);
  EXPECT_TRUE(replaced || lives_on || !same_group) << "it was seen, and is a head all the same";
}

std::vector<Pair> all_pairs() {
  std::vector<Pair> pairs;
  for (const auto& policy : kPolicies) {
    for (const auto& first : kOperations) {
      for (const auto& second : kOperations) {
        const bool decides = first == "decide" || second == "decide";
        if (decides && !has_conflicts(policy)) continue;  // nothing to decide
        pairs.emplace_back(first, second, policy);
      }
    }
  }
  return pairs;
}

INSTANTIATE_TEST_SUITE_P(All, MergePairs, testing::ValuesIn(all_pairs()), [](const auto& test) {
  return std::get<0>(test.param) + "_" + std::get<1>(test.param) + "_" + std::get<2>(test.param);
});

// A creation is seen by whatever follows it: its author, who has not sent it yet, or everybody, who has read it.
struct MergeCreationPairs : testing::Test {
  Hub hub{{rule(MergePolicy::review), rule(MergePolicy::latest, kOther), rule(MergePolicy::workflow, kState)}};
  Office liangzhu{hub, 1}, sandun{hub, 2}, county{hub, 9, Role::county};

  Edit create(Office& office, const std::string& value) {
    return office.write({{kField, {text(value)}}, {kState, {text("draft")}}});
  }
};

// A creation that was refused is sent again, mended; the refused one is no head.
TEST_F(MergeCreationPairs, CreateCreate_TheMendedCreationStandsAlone) {
  const Edit refused = create(liangzhu, "too long");
  hub.refuse_if([&](const Edit& edit) { return edit.id == refused.id; });
  liangzhu.sync();
  const Edit mended = create(liangzhu, "short");
  EXPECT_EQ(mended.kind, EditKind::create);
  liangzhu.sync();
  EXPECT_EQ(hub.heads(), std::vector{mended.id});
}

TEST_F(MergeCreationPairs, CreateChange_AnOwnChangeBeforeTheFirstSyncReplacesTheValue) {
  create(liangzhu, "a");
  const Edit change = liangzhu.write(text("b"));
  liangzhu.sync();
  EXPECT_EQ(hub.heads(), std::vector{change.id});
  EXPECT_EQ(hub.outcome(change), Outcome::applied);
}

TEST_F(MergeCreationPairs, CreateChange_AFieldThatTheCreationLeftEmptyIsFilledByTwoAtTheSameTime) {
  create(liangzhu, "a");
  liangzhu.sync();
  sandun.receive();
  liangzhu.write(kOther, {text("1")});
  sandun.write(kOther, {text("2")});
  sandun.send();
  liangzhu.send();
  EXPECT_EQ(hub.shown(kOther), text("2"));
  EXPECT_EQ(hub.conflict(kOther).size(), 2u);
}

TEST_F(MergeCreationPairs, CreateRemove_ARecordThatNobodyElseEverSawIsGone) {
  create(liangzhu, "a");
  liangzhu.remove();
  liangzhu.sync();
  EXPECT_TRUE(hub.record().deleted);
}

TEST_F(MergeCreationPairs, CreateDecide_ADecisionMayNameTheCreation) {
  const Edit creation = create(liangzhu, "a");
  const Edit other = create(sandun, "b");  // of a copy of the same form, brought in twice
  liangzhu.send();
  sandun.send();
  county.receive();
  const Edit decision = county.decide(text("b"), {creation.id, other.id});
  county.send();
  EXPECT_EQ(hub.heads(), std::vector{decision.id});
}

TEST_F(MergeCreationPairs, CreateTransition_TheFirstStepStandsOnTheCreation) {
  create(liangzhu, "a");
  const Edit step = liangzhu.write(kState, {text("accepted")});
  liangzhu.sync();
  EXPECT_EQ(hub.shown(kState), text("accepted"));
  EXPECT_EQ(hub.heads(kState), std::vector{step.id});
}

// What the pairs under `decide` and `remove` mean for users.

TEST_F(MergeCreationPairs, DecideDecide_TwoThatDecideDifferentlyOpenTheConflictAgain) {
  const Edit a = create(liangzhu, "a"), b = create(sandun, "b");
  liangzhu.send();
  sandun.send();
  for (Office* office : {&liangzhu, &county}) office->receive();
  const Edit here = liangzhu.decide(text("a"), {a.id, b.id}), there = county.decide(text("b"), {a.id, b.id});
  liangzhu.send();
  EXPECT_TRUE(hub.conflict().empty());
  county.send();
  EXPECT_EQ(hub.outcome(there), Outcome::in_review);
  EXPECT_EQ(hub.heads(), (std::vector{here.id, there.id}));
}

TEST_F(MergeCreationPairs, DecideDecide_TwoThatDecideTheSameAgree) {
  const Edit a = create(liangzhu, "a"), b = create(sandun, "b");
  liangzhu.send();
  sandun.send();
  for (Office* office : {&liangzhu, &county}) office->receive();
  liangzhu.decide(text("a"), {a.id, b.id});
  county.decide(text("a"), {a.id, b.id});
  liangzhu.send();
  county.send();
  EXPECT_TRUE(hub.conflict().empty());
}

TEST_F(MergeCreationPairs, RemoveDecide_ADecisionThatTheRemoverHadNotSeenKeepsTheRecordAlive) {
  const Edit a = create(liangzhu, "a"), b = create(sandun, "b");
  liangzhu.send();
  sandun.send();
  for (Office* office : {&liangzhu, &county}) office->receive();
  const Edit removal = liangzhu.remove();
  county.decide(text("a"), {a.id, b.id});
  county.send();
  liangzhu.send();
  EXPECT_FALSE(hub.record().deleted);
  EXPECT_EQ(hub.outcome(removal), Outcome::overwritten);
}

}  // namespace
}  // namespace minsync
