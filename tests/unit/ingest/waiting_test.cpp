// Edits that come before what they stand on, or stand on what was refused.
#include <algorithm>
#include <numeric>

#include "hub/ingest/waiting_room.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

class WaitingTest : public HubTest {
 protected:
  FieldValue text(const std::string& value) const { return FieldValue(value); }
  Version newest() { return store_->partition(partition_)->last; }
  std::size_t waiting() { return store_->all_waiting()->size(); }
  std::vector<EditId> heads(RecordId id, const std::string& name) {
    std::vector<EditId> ids;
    const auto found = record(id);
    const GroupState* state = found.state.group(group(name));
    if (state == nullptr) return ids;
    for (const auto& head : state->heads) ids.push_back(head.origin.edit);
    return ids;
  }

  Result<Closed> give_up(const Device& device) {
    Closed closed;
    MINSYNC_TRY(run_in_transaction(*store_, [&](HubStore& store) -> Status {
      MINSYNC_ASSIGN(closed, give_up_bases(store, context_, device.id));
      return {};
    }));
    return closed;
  }

  Device town_ = device("330106002", Role::township);
  Device county_ = device("330106", Role::county);
};

TEST_F(WaitingTest, L6_AChainOfOwnEditsComesToItsEndInEveryOrderOfArrival) {
  std::vector<int> order(4);
  std::iota(order.begin(), order.end(), 0);
  do {
    const auto create = creation(town_, "一");
    ingest(town_, {create});
    std::vector<Edit> chain;
    Base base{record(create.record).state.version, {}, {}};
    for (const char* worker : {"甲", "乙", "丙", "丁"}) {
      chain.push_back(change(town_, create.record, "worker", text(worker), base));
      base = on_own(base, chain.back());
    }
    for (const auto i : order) ingest(town_, {chain[static_cast<std::size_t>(i)]});
    EXPECT_EQ(0u, waiting());
    EXPECT_EQ(std::vector{chain.back().id}, heads(create.record, "worker"));
    EXPECT_EQ(text("丁"), record(create.record).shown.at(field("worker")));
  } while (std::ranges::next_permutation(order).found);
}

// The version is given when an edit is merged. One that was given when it arrived would be below what the county read
// meanwhile, and the county's edit would cover what it never saw.
TEST_F(WaitingTest, VersionIsGivenAtMergingSoThatNobodyCoversWhatStillWaited) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const Base start{record(create.record).state.version, {}, {}};
  const auto first = change(town_, create.record, "worker", text("甲"), start);
  const auto second = change(town_, create.record, "worker", text("乙"), on_own(start, first));
  EXPECT_EQ(1u, ingest(town_, {second}).waiting);
  const auto foreign = change(county_, create.record, "worker", text("县"), {newest(), {}, {}});
  ingest(county_, {foreign});
  ingest(town_, {first});
  EXPECT_GT(receipt(second)->version, foreign.changes.front().base.version);
  auto expected = std::vector{second.id, foreign.id};
  std::ranges::sort(expected);
  EXPECT_EQ(expected, heads(create.record, "worker"));
}

TEST_F(WaitingTest, L2_AnEditThatWaitsAndComesAgainIsTakenOnce) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const auto first = change(town_, create.record, "worker", text("甲"));
  const auto second = change(town_, create.record, "worker", text("乙"), on_own({}, first));
  ingest(town_, {second});
  EXPECT_EQ(1u, ingest(town_, {second}).duplicate);
  EXPECT_EQ(1u, waiting());
  ingest(town_, {first, second});
  EXPECT_EQ(0u, waiting());
  EXPECT_EQ(1u, ingest(town_, {second}).duplicate);
  EXPECT_EQ(std::vector{second.id}, heads(create.record, "worker"));
}

TEST_F(WaitingTest, EditOnAnOwnRefusedBaseStandsOnWhatThatOneStoodOn) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const Base start{record(create.record).state.version, {}, {}};
  const auto refused = change(town_, create.record, "worker", text(std::string(300, 'x')), start);
  const auto second = change(town_, create.record, "worker", text("甲"), on_own(start, refused));
  EXPECT_EQ(1u, ingest(town_, {second}).waiting);
  ingest(town_, {refused});
  EXPECT_EQ(ReceiptKind::refused, receipt(refused)->kind);
  EXPECT_EQ(ReceiptKind::merged, receipt(second)->kind);
  EXPECT_EQ(std::vector{second.id}, heads(create.record, "worker"));
}

// A removal says no total and chooses no options, so nothing of it is from what never was.
TEST_F(WaitingTest, RemovalOverAnOwnRefusedTotalDeletes) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const Base seen{record(create.record).state.version, {}, {}};
  auto refused = change(town_, create.record, "aid_items_given", FieldValue(std::int64_t{5}), seen);
  refused.changes.push_back({group("category"), seen, {text("no such option")}, {}, {}});
  std::ranges::sort(refused.changes, {}, &GroupChange::group);
  auto removal = change(town_, create.record, "householder", Null{}, seen);
  removal.kind = EditKind::remove;
  removal.changes = {{group("householder"), seen, {}, {}, {}},
                     {group("category"), on_own(seen, refused), {}, {}, {}},
                     {group("aid_items_given"), on_own(seen, refused), {}, {}, {}},
                     {group("status"), seen, {}, {}, {}}};
  std::ranges::sort(removal.changes, {}, &GroupChange::group);
  ingest(town_, {refused, removal});
  EXPECT_EQ(ReceiptKind::refused, receipt(refused)->kind);
  EXPECT_TRUE(record(create.record).deleted);
}

TEST_F(WaitingTest, L6_WhatStandsOnAnEditThatExistsNowhereIsJudgedOnceThatIsGivenUp) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const Base start{record(create.record).state.version, {}, {}};
  const auto lost = change(town_, create.record, "worker", text("甲"), start);
  const auto second = change(town_, create.record, "worker", text("乙"), on_own(start, lost));
  const auto third = change(town_, create.record, "worker", text("丙"), on_own(on_own(start, lost), second));
  ingest(town_, {second, third});
  ASSERT_EQ(2u, waiting());
  EXPECT_EQ(1u, without_base(*store_, *store_->all_waiting())->size());

  const auto given_up = give_up(town_);
  ASSERT_TRUE(given_up);
  EXPECT_EQ(2u, given_up->merged);
  EXPECT_EQ(0u, given_up->waiting);
  EXPECT_EQ(std::vector{third.id}, heads(create.record, "worker"));
  EXPECT_EQ(ReceiptKind::merged, receipt(second)->kind);

  // Later own edits on top need no second word; the lost one may come after all.
  const auto fourth = change(town_, create.record, "worker", text("丁"), on_own(on_own(start, lost), third));
  ingest(town_, {fourth});
  EXPECT_EQ(0u, waiting());
  ingest(town_, {lost});
  EXPECT_EQ(ReceiptKind::merged, receipt(lost)->kind);
  EXPECT_EQ(text("丁"), record(create.record).shown.at(field("worker")));
}

TEST_F(WaitingTest, NothingIsGivenUpForOtherDevicesOrWhileARecoveryIsOpen) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  const Base start{record(create.record).state.version, {}, {}};
  const auto lost = change(town_, create.record, "worker", text("甲"), start);
  ingest(town_, {change(town_, create.record, "worker", text("乙"), on_own(start, lost))});
  EXPECT_EQ(0u, give_up(county_)->merged);
  EXPECT_EQ(1u, waiting());
  ASSERT_TRUE(run_in_transaction(*store_, [](HubStore& store) { return open_recovery(store, 1); }));
  const auto refused = give_up(town_);
  ASSERT_FALSE(refused);
  EXPECT_EQ("hub.give_up_in_recovery", refused.error().id);
  EXPECT_EQ(1u, waiting());
}

}  // namespace
}  // namespace minsync
