// What the journal gives is what the hub holds; what somebody changes behind its back is found.
#include "hub/recovery/rebuild.h"

#include "hub/api/epoch.h"
#include "hub/ingest/waiting_room.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

class RebuildTest : public HubTest {
 protected:
  RebuildTest() : town_(device("330106002000", Role::township)), county_(device("330106000000", Role::county)) {}

  std::vector<Difference> compare(HubStore& rebuilt) {
    const auto played = replay_journal(*store_, rebuilt, context_);
    EXPECT_TRUE(played) << played.error().id;
    const auto found = differences(*store_, rebuilt, forms_, 100);
    EXPECT_TRUE(found);
    return found.value_or(std::vector<Difference>{});
  }
  std::vector<Difference> compare() {
    const auto rebuilt = scratch_hub_store(forms_);
    return compare(**rebuilt);
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> kinds;
    for (const auto& one : compare()) kinds.push_back(one.kind);
    return kinds;
  }
  void tamper(const std::string& sql) {
    auto database = Database::open((folder_ / "hub.db").string(), false);
    ASSERT_TRUE(database);
    ASSERT_TRUE(database->script(sql));
  }
  void begin_epoch() {
    ASSERT_TRUE(run_in_transaction(
        *store_, [&](HubStore& store) { return begin_next_epoch(store, *epoch_of(store), context_.now_ms); }));
  }
  void close() {
    ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& store) -> Status {
      MINSYNC_TRY(close_recovery(store, context_));
      return {};
    }));
  }

  Device town_, county_;
};

using Kinds = std::vector<std::string>;

TEST_F(RebuildTest, EditsWhoseBaseWasGivenUp) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  const Base seen{record(made.record).state.version, {}, {}};
  const auto lost = change(town_, made.record, "worker", FieldValue(std::string("甲")), seen);
  const auto second = change(town_, made.record, "worker", FieldValue(std::string("乙")), on_own(seen, lost));
  ingest(town_, {second, change(town_, made.record, "worker", FieldValue(std::string("丙")), on_own(seen, second))});
  ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(const auto given_up, give_up_bases(store, context_, town_.id));
    EXPECT_EQ(2u, given_up.merged);
    return {};
  }));
  EXPECT_EQ(Kinds{}, kinds());
  ingest(town_, {lost});
  EXPECT_EQ(Kinds{}, kinds());
}

TEST_F(RebuildTest, EditsOfTwoOfficesConflictsAndRefusals) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  const Base seen{record(made.record).state.version, {}, {}};
  ingest(town_, {change(town_, made.record, "worker", FieldValue(std::string("甲")), seen)});
  ingest(county_, {change(county_, made.record, "worker", FieldValue(std::string("乙")), seen),
                   change(county_, RecordId{Uuid::version7(3, {})}, "worker", FieldValue(std::string("丙")))});
  EXPECT_EQ(Kinds{}, kinds());
}

TEST_F(RebuildTest, WhatWaitsAndWhatWasReleased) {
  const auto made = creation(town_, "张三");
  const auto second = change(town_, made.record, "worker", FieldValue(std::string("甲")), on_own({}, made));
  const auto third = change(town_, made.record, "worker", FieldValue(std::string("乙")), on_own({}, second));
  const auto lost = change(town_, made.record, "address", FieldValue(std::string("丙")), on_own({}, third));
  const auto never = change(town_, made.record, "address", FieldValue(std::string("丁")), on_own({}, lost));
  ingest(town_, {third, never});
  EXPECT_EQ(Kinds{}, kinds());
  ingest(town_, {made});
  ingest(town_, {second});
  EXPECT_EQ(ReceiptKind::merged, receipt(third)->kind);
  EXPECT_EQ(Kinds{}, kinds());
}

TEST_F(RebuildTest, TwoEditsWithOneNumber) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  const Base seen{record(made.record).state.version, {}, {}};
  auto one = change(town_, made.record, "worker", FieldValue(std::string("甲")), seen);
  auto other = change(town_, made.record, "worker", FieldValue(std::string("乙")), seen);
  other.id = one.id;
  ingest(town_, {one});
  ASSERT_TRUE(ingest(town_, {other}).forked);
  EXPECT_EQ(Kinds{}, kinds());
}

TEST_F(RebuildTest, EditsThatWereLostAndSentAgain) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  const Base seen{record(made.record).state.version, {}, {}};
  begin_epoch();
  // Lost at 1.5; what the county made before it comes first.
  ingest(county_, {change(county_, made.record, "worker", FieldValue(std::string("乙")), seen)});
  const auto lost = change(town_, made.record, "worker", FieldValue(std::string("甲")), seen);
  ReceiptRange proof{Incarnation{1}, lost.id.sequence, 1, Version{seen.version.value + 4}};
  proof.tag = tag_of(context_, town_.id, proof);
  ingest(town_, {lost}, {proof});
  ingest(county_, {change(county_, RecordId{Uuid::version7(4, {})}, "worker", FieldValue(std::string("丙")),
                          {Version{seen.version.value + 9}, {}, {}})});
  EXPECT_EQ(1u, store_->all_waiting()->size());
  EXPECT_EQ(Kinds{}, kinds()) << "while the recovery is open";
  close();
  EXPECT_TRUE(store_->all_waiting()->empty());
  EXPECT_EQ(Kinds{}, kinds()) << "and when it is closed";
}

TEST_F(RebuildTest, AnAlteredRecordIsFound) {
  ingest(town_, {creation(town_, "张三")});
  tamper("UPDATE record_dibao_household SET f1 = '李四'");
  EXPECT_EQ(Kinds{"record"}, kinds());
}

TEST_F(RebuildTest, AMissingRecordAndOneTooManyAreFound) {
  ingest(town_, {creation(town_, "张三"), creation(town_, "李四")});
  tamper("UPDATE record_dibao_household SET id = x'00000000000070008000000000000001' WHERE f1 = '张三'");
  EXPECT_EQ((Kinds{"record", "record"}), kinds());
}

TEST_F(RebuildTest, AnAlteredFeedReceiptOrRangeIsFound) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  ingest(county_, {change(county_, made.record, "worker", FieldValue(std::string("乙")))});
  ASSERT_EQ(Kinds{}, kinds());
  tamper("DELETE FROM feed");
  EXPECT_EQ(Kinds{"feed"}, kinds());
  tamper("DELETE FROM received");
  const auto found = kinds();
  ASSERT_LE(3u, found.size());
  EXPECT_EQ((Kinds{"feed", "received", "received"}), Kinds(found.begin(), found.begin() + 3));
}

TEST_F(RebuildTest, AnAlteredEntryIsFoundBeforeItIsPlayed) {
  ingest(town_, {creation(town_, "张三")});
  tamper("UPDATE journal SET at_ms = at_ms + 1");
  const auto rebuilt = scratch_hub_store(forms_);
  const auto played = replay_journal(*store_, **rebuilt, context_);
  ASSERT_FALSE(played);
  EXPECT_EQ(FaultKind::integrity, played.error().kind);
}

TEST_F(RebuildTest, ARebuildGoesOnFromWhereACopyEnds) {
  const auto made = creation(town_, "张三");
  ingest(town_, {made});
  const auto rebuilt = scratch_hub_store(forms_);
  EXPECT_TRUE(compare(**rebuilt).empty());
  ingest(county_, {change(county_, made.record, "worker", FieldValue(std::string("乙")))});
  const auto played = replay_journal(*store_, **rebuilt, context_);
  ASSERT_TRUE(played);
  EXPECT_EQ(1u, played->entries);
  EXPECT_TRUE(differences(*store_, **rebuilt, forms_, 10)->empty());
}

TEST_F(RebuildTest, ACopyOfAnotherHistoryIsNoBeginning) {
  ingest(town_, {creation(town_, "张三")});
  const auto rebuilt = scratch_hub_store(forms_);
  EXPECT_TRUE(compare(**rebuilt).empty());
  tamper("UPDATE journal SET hash = zeroblob(32)");
  const auto played = replay_journal(*store_, **rebuilt, context_);
  ASSERT_FALSE(played);
  EXPECT_EQ("hub.checkpoint_elsewhere", played.error().id);
}

}  // namespace
}  // namespace minsync
