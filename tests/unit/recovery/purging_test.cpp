// What was removed long ago is purged; what comes late for it waits for the bureau; and the journal gives all of it
// again.
#include "hub/ingest/purging.h"

#include "hub/api/epoch.h"
#include "hub/recovery/rebuild.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

FieldValue text(const std::string& value) {
  return FieldValue(value);
}

class PurgingTest : public HubTest {
 protected:
  void SetUp() override {
    hub_.device = device("330100000000", Role::city);
    const auto create = creation(town_, "张三");
    record_ = create.record;
    ingest(town_, {create, change(town_, record_, "worker", text("甲"))});
    before_ = record(record_);
  }
  Edit removal(const Device& author) {
    Edit edit = change(author, record_, "worker", text(""));
    edit.kind = EditKind::remove;
    const auto stored = record(record_);
    edit.seen = stored.state.version;
    edit.changes.clear();
    for (const auto& state : stored.state.groups)
      edit.changes.push_back({state.number, {state.version, {}, {}}, {}, {}, {}});
    return edit;
  }
  Result<std::uint64_t> purge() {
    std::uint64_t records = 0;
    MINSYNC_TRY(run_in_transaction(*store_, [&](HubStore& store) -> Status {
      MINSYNC_ASSIGN(records, purge_removed(store, context_, context_.now_ms + 1));
      return {};
    }));
    return records;
  }
  Status restore() {
    return run_in_transaction(
        *store_, [&](HubStore& store) { return restore_purged(store, context_, hub_, record_, "asked for"); });
  }
  bool is_there() { return store_->records().load(form(), record_)->has_value(); }
  // An edit of the record by somebody who knew nothing of its removal.
  Edit late(const Device& author, const std::string& phone) {
    auto edit = change(author, record_, "phone", text(phone));
    edit.seen = before_.state.version;
    return edit;
  }
  std::size_t differences_to_the_journal() {
    const auto rebuilt = scratch_hub_store(forms_);
    EXPECT_TRUE(replay_journal(*store_, **rebuilt, context_));
    const auto found = differences(*store_, **rebuilt, forms_, 10);
    for (const auto& one : *found) ADD_FAILURE() << one.kind << " " << one.key << ": " << one.text;
    return found->size();
  }

  Device town_ = device("330106002000", Role::township);
  Device county_ = device("330106000000", Role::county);
  HubIdentity hub_{{}, PrivateKey::generate(), 1};
  RecordId record_;
  StoredRecord before_;
};

TEST_F(PurgingTest, OnlyWhatWasRemovedGoesAndTheJournalDoesTheSame) {
  const auto other = creation(town_, "李四");
  ingest(town_, {other});
  EXPECT_EQ(0U, purge().value());
  ingest(county_, {removal(county_)});
  const Version removed = record(record_).state.version;
  EXPECT_EQ(1U, purge().value());
  EXPECT_FALSE(is_there());
  EXPECT_TRUE(store_->records().load(form(), other.record)->has_value());
  const auto partition = store_->partition(partition_).value();
  EXPECT_EQ(removed, partition.fence);
  EXPECT_EQ(1U, partition.purges);
  EXPECT_EQ(0U, purge().value()) << "nothing is left to purge, so nobody is told anew for it";
  EXPECT_EQ(1U, store_->partition(partition_)->purges);
  EXPECT_EQ(0U, differences_to_the_journal());
}

TEST_F(PurgingTest, ALateEditIsHeldAndNeverMakesTheRecordAnew) {
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(purge());
  const auto edit = late(town_, "0571-1");
  EXPECT_EQ(1U, ingest(town_, {edit}).held);
  EXPECT_EQ("hub.record_purged", receipt(edit)->reason);
  EXPECT_FALSE(is_there());
  EXPECT_EQ(1U, late_for_purged(*store_)->size());
  EXPECT_EQ(1U, ingest(town_, {edit}).duplicate);
  EXPECT_EQ(0U, differences_to_the_journal());
}

TEST_F(PurgingTest, ALateRemovalIsRefusedAsThereIsNothingLeft) {
  const auto again = removal(town_);
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(purge());
  EXPECT_EQ(1U, ingest(town_, {again}).refused);
  EXPECT_EQ("hub.record_purged", receipt(again)->reason);
}

TEST_F(PurgingTest, WhoMayNotTouchTheRecordIsRefusedAsBefore) {
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(purge());
  const Device stranger = device("330106004000", Role::township);
  const auto edit = late(stranger, "0571-1");
  ingest(stranger, {edit});
  EXPECT_EQ("hub.unit_out_of_scope", receipt(edit)->reason);
  EXPECT_TRUE(late_for_purged(*store_)->empty());
}

TEST_F(PurgingTest, TheBureauBringsItBackWithWhatCameLate) {
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(purge());
  const auto edit = late(town_, "0571-1");
  ingest(town_, {edit});
  ASSERT_TRUE(restore());
  const auto stored = record(record_);
  EXPECT_FALSE(stored.deleted) << "the late edit had not seen the removal";
  EXPECT_EQ(text("0571-1"), stored.shown.at(field("phone")));
  EXPECT_EQ(text("甲"), stored.shown.at(field("worker")));
  EXPECT_EQ(before_.state.birth, stored.state.birth);
  for (const auto& state : stored.state.groups) EXPECT_GT(state.version, before_.state.version);
  EXPECT_EQ(ReceiptKind::merged, receipt(edit)->kind);
  EXPECT_TRUE(late_for_purged(*store_)->empty());
  EXPECT_EQ(0U, differences_to_the_journal());
}

TEST_F(PurgingTest, BroughtBackWithoutALateEditItIsAsItWasRemoved) {
  ingest(county_, {removal(county_)});
  const auto removed = record(record_);
  ASSERT_TRUE(purge());
  ASSERT_TRUE(restore());
  const auto stored = record(record_);
  EXPECT_TRUE(stored.deleted);
  EXPECT_EQ(removed.state.removals, stored.state.removals);
  ASSERT_EQ(removed.state.groups.size(), stored.state.groups.size());
  for (std::size_t i = 0; i < stored.state.groups.size(); ++i) {
    EXPECT_EQ(removed.state.groups[i].heads, stored.state.groups[i].heads);
  }
  EXPECT_FALSE(restore()) << "it is not purged any more";
}

TEST_F(PurgingTest, TheBureauLeavesItRemovedAndTheTextStaysWithItsAuthor) {
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(purge());
  const auto first = late(town_, "0571-1");
  auto second = late(town_, "0571-2");
  second.changes.front().base = on_own({}, first);
  ingest(town_, {first, second});
  std::uint64_t refused = 0;
  ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& store) -> Status {
    MINSYNC_ASSIGN(refused, refuse_late(store, context_, record_));
    return {};
  }));
  EXPECT_EQ(2U, refused);
  for (const auto& edit : {first, second}) EXPECT_EQ("hub.record_stays_removed", receipt(edit)->reason);
  EXPECT_FALSE(is_there());
  EXPECT_TRUE(late_for_purged(*store_)->empty());
  EXPECT_EQ(0U, differences_to_the_journal());
}

TEST_F(PurgingTest, NothingIsPurgedWhileLostEditsMayCome) {
  ingest(county_, {removal(county_)});
  ASSERT_TRUE(run_in_transaction(
      *store_, [&](HubStore& store) { return begin_next_epoch(store, *epoch_of(store), context_.now_ms); }));
  const auto refused = purge();
  ASSERT_FALSE(refused);
  EXPECT_EQ("hub.purge_in_recovery", refused.error().id);
  EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace minsync
