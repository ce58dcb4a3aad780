#include "shared/store/record_tables.h"

#include <gtest/gtest.h>

#include <random>

#include "shared/crypto/crypto.h"
#include "shared/store/digest.h"
#include "shared/store/record_packing.h"
#include "sync_protocol/merge.h"

namespace minsync {
namespace {

class RecordTablesTest : public ::testing::Test {
 protected:
  RecordTablesTest()
      : forms_(*FormCatalogue::load()),
        form_(*forms_.find("dibao_household")),
        database_(*Database::open(":memory:", true)),
        tables_(*RecordTables::open(database_, forms_)) {}

  FieldNumber number(const std::string& name) const { return form_.field(name)->number; }
  GroupNumber group(const std::string& name) const { return form_.group_of(number(name)).number; }

  Edit edit(std::uint8_t device, std::uint64_t sequence, EditKind kind = EditKind::change) const {
    Edit made;
    made.id.device.value.bytes[15] = device;
    made.id.incarnation = Incarnation{1};
    made.id.sequence = Sequence{sequence};
    made.kind = kind;
    made.stamp = Stamp{1000 + sequence};
    return made;
  }

  void merge(StoredRecord& record, const Edit& made, std::uint64_t version) const {
    merge_edit(form_.groups, record.state, made, {made.id, Version{version}, made.stamp, 1});
    show_state(form_, record);
  }

  StoredRecord household() const {
    StoredRecord record;
    record.state.id = RecordId{Uuid::version7(7, random_bytes<10>())};
    record.state.unit = UnitId{62};
    record.state.birth = Version{5};
    auto made = edit(1, 1, EditKind::create);
    made.changes = {{group("householder"), {}, {FieldValue(std::string("张三"))}, {}, {}},
                    {group("member_count"), {}, {FieldValue(std::int64_t{3})}, {}, {}},
                    {group("cause"), {}, {FieldValue(Options{"illness", "study"})}, {}, {}},
                    {group("aid_items_given"), {}, {FieldValue(std::int64_t{2})}, {}, {}}};
    merge(record, made, 5);
    return record;
  }

  void expect_stored(const StoredRecord& record) {
    const auto loaded = tables_.load(form_, record.state.id);
    ASSERT_TRUE(loaded && *loaded);
    EXPECT_EQ(record.state, (*loaded)->state);
    EXPECT_EQ(record.shown, (*loaded)->shown);
    EXPECT_EQ(record.deleted, (*loaded)->deleted);
  }

  std::int64_t extra_rows() {
    auto row = database_.prepare("SELECT count(*) FROM record_extra");
    EXPECT_TRUE(row && row->step());
    return row->integer(0);
  }

  FormCatalogue forms_;
  const Form& form_;
  Database database_;
  RecordTables tables_;
};

TEST_F(RecordTablesTest, RecordWrittenAtOneGoNeedsNoExtraRow) {
  const auto record = household();
  ASSERT_TRUE(tables_.save(form_, record, true));
  expect_stored(record);
  EXPECT_EQ(0, extra_rows());
  EXPECT_LE(pack_record(form_, record.state, {}).size(), 70u);
}

TEST_F(RecordTablesTest, SeveralHeadsAreKeptAndGoWhenOneIsLeft) {
  auto record = household();
  auto first = edit(2, 1);
  first.changes = {{group("survey_opinion"), {}, {FieldValue(std::string("一"))}, {}, {}}};
  merge(record, first, 6);
  auto second = edit(3, 1);
  second.changes = {{group("survey_opinion"), {}, {FieldValue(std::string("二"))}, {}, {}}};
  merge(record, second, 7);
  ASSERT_TRUE(tables_.save(form_, record, true));
  expect_stored(record);
  EXPECT_EQ(1, extra_rows());

  auto loaded = **tables_.load(form_, record.state.id);
  auto decision = edit(4, 1);
  decision.changes = {{group("survey_opinion"), {}, {FieldValue(std::string("三"))}, {}, {first.id, second.id}}};
  merge(loaded, decision, 8);
  ASSERT_TRUE(tables_.save(form_, loaded, false));
  expect_stored(loaded);
  EXPECT_EQ(0, extra_rows());
}

TEST_F(RecordTablesTest, RemovalIsKeptWithWhatItCovered) {
  auto record = household();
  auto removal = edit(1, 2, EditKind::remove);
  for (const auto& state : record.state.groups) removal.changes.push_back({state.number, {Version{5}, {}}, {}, {}, {}});
  merge(record, removal, 6);
  ASSERT_TRUE(record.deleted);
  ASSERT_TRUE(tables_.save(form_, record, true));
  expect_stored(record);
  EXPECT_EQ(0, *tables_.count(form_));
}

// What a client holds between an edit and its receipt: the shown value is not the hub's.
TEST_F(RecordTablesTest, ShownValueMayDifferFromTheState) {
  auto record = household();
  record.shown[number("householder")] = FieldValue(std::string("李四"));
  ASSERT_TRUE(tables_.save(form_, record, true));
  expect_stored(record);
}

TEST_F(RecordTablesTest, MatchKeyFindsLivingRecordsOnly) {
  auto record = household();
  record.shown[number("id_number")] = FieldValue(std::string("11010519491231002X"));
  ASSERT_TRUE(tables_.save(form_, record, true));
  EXPECT_EQ(std::vector{record.state.id}, *tables_.match(form_, {FieldValue(std::string("11010519491231002X"))}));
  record.deleted = true;
  ASSERT_TRUE(tables_.save(form_, record, false));
  EXPECT_TRUE(tables_.match(form_, {FieldValue(std::string("11010519491231002X"))})->empty());
}

TEST_F(RecordTablesTest, DigestSeesValueVersionAndUnit) {
  const auto everything = [](const Form&, UnitId) { return true; };
  auto record = household();
  ASSERT_TRUE(tables_.save(form_, record, true));
  const auto before = *digest_of(tables_, forms_, everything);
  EXPECT_EQ(before, *digest_of(tables_, forms_, everything));
  auto changed = record;
  changed.shown[number("member_count")] = FieldValue(std::int64_t{4});
  ASSERT_TRUE(tables_.save(form_, changed, false));
  EXPECT_NE(before, *digest_of(tables_, forms_, everything));
  changed = record;
  changed.state.unit = UnitId{63};
  ASSERT_TRUE(tables_.save(form_, changed, false));
  EXPECT_NE(before, *digest_of(tables_, forms_, everything));
}

TEST_F(RecordTablesTest, DamagedPackedColumnIsAFaultAndNoCrash) {
  const auto packed = pack_record(form_, household().state, {});
  for (std::size_t length = 1; length < packed.size(); ++length) {
    const auto unpacked = unpack_record(form_, std::string_view(packed).substr(0, length));
    EXPECT_TRUE(unpacked || unpacked.error().kind == FaultKind::integrity);
  }
  EXPECT_FALSE(unpack_record(form_, std::string_view(packed).substr(0, packed.size() - 1)));
}

TEST_F(RecordTablesTest, AGroupThatTheFormDoesNotKnowIsKeptBesideItsRecord) {
  auto record = household();
  const Head head{{edit(9, 1).id, Version{7}, Stamp{5}, 1, {}}, {FieldValue(std::string("一小"))}, {}};
  record.state.groups.push_back({GroupNumber{900}, Version{7}, head.values, {head}});
  ASSERT_TRUE(tables_.save(form_, record, true));
  expect_stored(record);
  EXPECT_EQ(1, extra_rows());
  auto loaded = **tables_.load(form_, record.state.id);
  ASSERT_TRUE(tables_.save(form_, loaded, false));
  expect_stored(record);
  EXPECT_EQ(1u, tables_.with_extra(form_)->size());
}

}  // namespace
}  // namespace minsync
