// Who may move a record, and whose edits of a moved record are taken.
#include "hub/ingest/moves.h"

#include "shared/crypto/edit_digest.h"
#include "tests/unit/ingest/hub_fixture.h"

namespace minsync {
namespace {

class MoveRightsTest : public HubTest {
 protected:
  void SetUp() override {
    hub_.device.id = DeviceId{Uuid::version7(7, random_bytes<10>())};
    hub_.device.role = Role::city;
    hub_.device.unit = Divisions::built_in().find_code("3301")->id;
  }

  Status move(RecordId id, const Device& to) {
    return run_in_transaction(*store_, [&](HubStore& store) -> Status {
      MINSYNC_TRY(move_record(store, context_, hub_, id, to.unit, ""));
      return {};
    });
  }

  Device town_ = device("330106002", Role::township), other_ = device("330106004", Role::township);
  HubIdentity hub_{{}, PrivateKey::generate(), 1};
};

TEST_F(MoveRightsTest, OnlyTheBureauMovesRecords) {
  const auto create = creation(town_, "张三");
  ingest(town_, {create});
  Edit theft = change(other_, create.record, "phone", FieldValue(std::string("1")));
  theft.kind = EditKind::move;
  theft.changes.clear();
  theft.unit = other_.unit;
  ingest(other_, {theft});
  EXPECT_EQ("hub.unit_out_of_scope", receipt(theft)->reason);
  Edit gift = theft;
  gift.id.device = town_.id;
  ingest(town_, {gift});
  EXPECT_EQ("hub.move_role", receipt(gift)->reason);
  EXPECT_EQ(town_.unit, record(create.record).state.unit);
}

TEST_F(MoveRightsTest, AnEditThatSawTheMoveIsRefusedOneThatDidNotIsMerged) {
  const auto create = creation(town_, "张三");
  ingest(town_, {create});
  const Version born = record(create.record).state.version;
  ASSERT_TRUE(move(create.record, other_));
  const Version moved = record(create.record).state.version;
  auto before = change(town_, create.record, "phone", FieldValue(std::string("1")), {born, {}, {}});
  before.seen = born;
  ingest(town_, {before});
  EXPECT_EQ(ReceiptKind::merged, receipt(before)->kind);
  auto after = change(town_, create.record, "phone", FieldValue(std::string("2")), {moved, {}, {}});
  after.seen = moved;
  ingest(town_, {after});
  ASSERT_EQ(ReceiptKind::refused, receipt(after)->kind);
  EXPECT_EQ("hub.record_moved", receipt(after)->reason);
}

TEST_F(MoveRightsTest, TheFeedHasAMarkAtTheOldUnitAndTheRecordAtTheNewOneUnderOneVersion) {
  const auto create = creation(town_, "张三");
  ingest(town_, {create});
  ASSERT_TRUE(move(create.record, other_));
  const auto left = *store_->feed(partition_, town_.unit, {}, 10),
             there = *store_->feed(partition_, other_.unit, {}, 10);
  ASSERT_EQ(1u, left.size());
  ASSERT_EQ(1u, there.size());
  EXPECT_TRUE(left[0].left && !there[0].left);
  EXPECT_EQ(left[0].version, there[0].version);
}

}  // namespace
}  // namespace minsync
