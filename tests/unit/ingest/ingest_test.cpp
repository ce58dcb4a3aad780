#include <algorithm>

#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

constexpr const char* kCounty = "330106";
constexpr const char* kTownA = "330106002";
constexpr const char* kTownB = "330106004";

class IngestTest : public HubTest {
 protected:
  Device town_ = device(kTownA, Role::township);
  Device other_town_ = device(kTownB, Role::township);
  Device county_ = device(kCounty, Role::county);
};

TEST_F(IngestTest, L2_TheSameBatchAgainIsAllDuplicatesAndJournalsNothing) {
  const auto edit = creation(town_, "张三");
  const auto first = ingest(town_, {edit});
  const auto again = ingest(town_, {edit});
  EXPECT_EQ(1u, first.merged);
  EXPECT_EQ(1u, again.duplicate);
  ASSERT_EQ(1u, again.received.size());
  EXPECT_EQ(first.received[0].version, again.received[0].version);
  EXPECT_EQ(1u, store_->partition(partition_)->entries);
}

TEST_F(IngestTest, L2_DuplicatesAmongNewEditsAreTakenOnce) {
  const auto first = creation(town_, "一");
  const auto second = creation(town_, "二");
  ingest(town_, {first});
  const auto report = ingest(town_, {first, second});
  EXPECT_EQ(1u, report.duplicate);
  EXPECT_EQ(1u, report.merged);
  EXPECT_EQ(2, *store_->records().count(form()));
}

TEST_F(IngestTest, RefusedEditDoesNotBlockThoseBehindIt) {
  auto foreign = creation(town_, "一");
  foreign.unit = other_town_.unit;
  const auto good = creation(town_, "二");
  const auto report = ingest(town_, {foreign, good});
  EXPECT_EQ(1u, report.refused);
  EXPECT_EQ(1u, report.merged);
  EXPECT_EQ("hub.unit_out_of_scope", receipt(foreign)->reason);
  EXPECT_FALSE(receipt(good)) << "a plain edit needs no receipt of its own";
}

TEST_F(IngestTest, VersionsRiseWithoutGapsAndTheChainHolds) {
  for (int i = 0; i < 5; ++i) ingest(town_, {creation(town_, "一"), creation(town_, "二")});
  const auto partition = *store_->partition(partition_);
  EXPECT_EQ((1ull << kVersionEpochShift) + 10, partition.last.value);
  Digest chain{};
  for (std::uint64_t number = 1; number <= partition.entries; ++number) {
    const auto entry = store_->entry(partition_, number)->value();
    chain = chain_hash(chain, entry);
    EXPECT_EQ(chain, entry.hash);
  }
  EXPECT_EQ(chain, partition.chain);
}

TEST_F(IngestTest, EditOnAnOwnEditThatHasNotArrivedWaitsForIt) {
  const auto create = creation(town_, "一");
  auto second = change(town_, create.record, "worker", FieldValue(std::string("甲")));
  auto third = change(town_, create.record, "worker", FieldValue(std::string("乙")), on_own({}, second));
  ingest(town_, {create});
  EXPECT_EQ(1u, ingest(town_, {third}).waiting);
  EXPECT_EQ(ReceiptKind::waiting, receipt(third)->kind);
  ingest(town_, {second});
  EXPECT_EQ(ReceiptKind::merged, receipt(third)->kind);
  EXPECT_EQ(FieldValue(std::string("乙")), record(create.record).shown.at(field("worker")));
  EXPECT_GT(receipt(third)->version, store_->received(second.id)->value().version);
}

TEST_F(IngestTest, TotalOnARefusedEditIsRefusedWithIt) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  auto bad = change(town_, create.record, "aid_items_given", FieldValue(std::int64_t{5}));
  bad.changes.push_back({group("category"), {}, {FieldValue(std::string("no such option"))}, {}, {}});
  std::ranges::sort(bad.changes, {}, &GroupChange::group);
  auto on_it = change(town_, create.record, "aid_items_given", FieldValue(std::int64_t{6}), on_own({}, bad));
  on_it.changes[0].displayed = {FieldValue(std::int64_t{5})};
  ingest(town_, {bad, on_it});
  EXPECT_EQ(ReceiptKind::refused, receipt(bad)->kind);
  EXPECT_EQ("category", receipt(bad)->field);
  EXPECT_EQ("hub.base_refused", receipt(on_it)->reason);
  EXPECT_FALSE(record(create.record).shown.contains(field("aid_items_given")));
}

TEST_F(IngestTest, IllegalTransitionTakesItsWholeEditAlong) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  auto jump = change(town_, create.record, "status", FieldValue(std::string("receiving")));
  jump.changes.insert(jump.changes.begin(), {group("worker"), {}, {FieldValue(std::string("甲"))}, {}, {}});
  ingest(town_, {jump});
  EXPECT_EQ("hub.transition_unknown", receipt(jump)->reason);
  EXPECT_FALSE(record(create.record).shown.contains(field("worker")));
}

TEST_F(IngestTest, DecisionNeedsToHaveSeenEverything) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  for (const char* state : {"accepted", "checking", "surveyed", "reviewed", "announced"}) {
    ingest(town_, {change(town_, create.record, "status", FieldValue(std::string(state)))});
  }
  const Version seen = record(create.record).state.version;
  ingest(town_, {change(town_, create.record, "worker", FieldValue(std::string("甲")), {seen, {}})});
  const auto blind = change(county_, create.record, "status", FieldValue(std::string("receiving")), {seen, {}});
  ingest(county_, {blind});
  EXPECT_EQ("hub.decision_not_covering", receipt(blind)->reason);
  const auto informed = change(county_, create.record, "status", FieldValue(std::string("receiving")),
                               {record(create.record).state.version, {}});
  ingest(county_, {informed});
  EXPECT_EQ(FieldValue(std::string("receiving")), record(create.record).shown.at(field("status")));
}

TEST_F(IngestTest, ClockFarAheadIsCappedAndItsAuthorTold) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  auto wrong = change(town_, create.record, "worker", FieldValue(std::string("明年")),
                      {record(create.record).state.version, {}});
  wrong.stamp.value += 365ull * 86'400'000 << 16;
  ingest(town_, {wrong});
  ASSERT_TRUE(receipt(wrong));
  EXPECT_NE(Stamp{}, receipt(wrong)->stamp);
  auto right = change(county_, create.record, "worker", FieldValue(std::string("今天")),
                      {record(create.record).state.version, {}});
  ingest(county_, {right});
  EXPECT_EQ(FieldValue(std::string("今天")), record(create.record).shown.at(field("worker")));
}

TEST_F(IngestTest, FeedHoldsEachRecordOnceUnderItsNewestVersion) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  ingest(county_, {change(county_, create.record, "worker", FieldValue(std::string("甲")))});
  const auto feed = *store_->feed(partition_, town_.unit, {}, 10);
  ASSERT_EQ(1u, feed.size());
  EXPECT_EQ(record(create.record).state.version, feed[0].version);
}

TEST_F(IngestTest, OwnCleanRunIsRememberedUntilSomebodyElseComes) {
  const auto create = creation(town_, "一");
  ingest(town_, {create});
  auto feed = *store_->feed(partition_, town_.unit, {}, 10);
  EXPECT_EQ(town_.id, feed[0].author);
  EXPECT_EQ(Version{}, feed[0].foreign);
  // The county has not seen the township's record as it stands: nobody has the result.
  ingest(county_, {change(county_, create.record, "householder", FieldValue(std::string("二")))});
  feed = *store_->feed(partition_, town_.unit, {}, 10);
  EXPECT_EQ(DeviceId{}, feed[0].author);
}

TEST_F(IngestTest, FailedPieceOfAGroupTakesOnlyItselfBack) {
  const auto good = creation(town_, "一");
  Committer committer(*open_hub_store(folder_.string(), forms_), 10);
  const Batch batch{town_.id, Incarnation{1}, partition_, {good}};
  EXPECT_FALSE(committer.run([&](HubStore& store) -> Status {
    MINSYNC_TRY(store.set_setting("half", "written"));
    return fail(FaultKind::failed, "hub.busy");
  }));
  EXPECT_TRUE(committer.run([&](HubStore& store) -> Status {
    MINSYNC_TRY(ingest_batch(store, context_, town_, batch, "signed"));
    return {};
  }));
  EXPECT_EQ("", *store_->setting("half"));
  EXPECT_EQ(1, *store_->records().count(form()));
}

}  // namespace
}  // namespace minsync
