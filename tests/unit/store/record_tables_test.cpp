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
        tables_(*RecordTables::open(database_, forms_, MatchIndex::kept)) {}

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

// Random new records of every form, some groups left out: written as new ones, as a client's are confirmed, and as
// merging with nothing makes them.
class NewRecordTest : public RecordTablesTest {
 protected:
  FieldValue value(const Field& field) {
    const auto text = std::to_string(chance_() % 1000);
    switch (field.type) {
      case FieldType::integer:
      case FieldType::decimal:
      case FieldType::date:
        return std::int64_t{7};
      case FieldType::select_multiple:
        return Options{"a" + text, "b"};
      case FieldType::reference:
        return RecordId{Uuid::version7(9, random_bytes<10>())};
      default:
        return text;
    }
  }
  std::vector<FieldValue> values(const Form& form, const GroupRule& rule) {
    const bool may_be_empty = rule.policy != MergePolicy::sum && rule.policy != MergePolicy::set_union;
    std::vector<FieldValue> out;
    for (const auto field : rule.fields) {
      out.push_back(may_be_empty && chance_() % 4 == 0 ? FieldValue(Null{}) : value(*form.field(field)));
    }
    return out;
  }
  Edit creation(const Form& form) {
    auto made = edit(1, 1, EditKind::create);
    made.record = RecordId{Uuid::version7(8, random_bytes<10>())};
    made.form = form.name;
    made.form_version = form.version;
    made.unit = UnitId{62};
    for (const auto& rule : form.groups) {
      if (chance_() % 5 != 0) made.changes.push_back({rule.number, {}, values(form, rule), {}, {}});
    }
    return made;
  }
  StoredRecord merged(const Form& form, const Edit& made, const Origin& origin) const {
    StoredRecord record;
    record.state.id = made.record;
    record.state.unit = made.unit;
    record.state.birth = origin.version;
    record.partition = PartitionId{3};
    merge_edit(form.groups, record.state, made, origin);
    show_state(form, record);
    return record;
  }
  // Every column of the record's row, and how many rows it has in the extra table.
  std::string row_of(const Form& form, RecordId id) {
    auto row = database_.query("SELECT * FROM record_" + form.name + " WHERE id = ?", id);
    EXPECT_TRUE(row && *row->step());
    std::string out;
    for (std::size_t i = 0; i < form.fields.size() + 5; ++i) {
      out += std::string(row->blob(static_cast<int>(i))) + "|";
    }
    return out + std::to_string(extra_rows());
  }

  std::mt19937_64 chance_{20261130};
};

TEST_F(NewRecordTest, IsWhatMergingItsFirstEditWithNothingMakes) {
  std::size_t tried = 0;
  for (const auto* form : forms_.forms()) {
    for (int i = 0; i < 20; ++i, ++tried) {
      const auto made = creation(*form);
      ASSERT_TRUE(makes_new_record(*form, made)) << form->name;
      const Origin origin{made.id, Version{70 + tried}, made.stamp, 2};
      const auto record = merged(*form, made, origin);
      ASSERT_TRUE(tables_.save(*form, record, true));
      const auto expected = row_of(*form, made.record);
      ASSERT_TRUE(tables_.erase(*form, made.record));

      const NewRecord fresh{made.record, made.unit, origin, &made.changes};
      ASSERT_EQ(1u, *tables_.create(*form, PartitionId{3}, {&fresh, 1}));
      EXPECT_EQ(expected, row_of(*form, made.record)) << form->name;
      ASSERT_TRUE(tables_.erase(*form, made.record));

      if (made.changes.empty()) continue;
      const NewRecord own{made.record, made.unit, {made.id, {}, made.stamp, 2}, &made.changes};
      ASSERT_TRUE(*tables_.create_own(*form, PartitionId{3}, own));
      const auto waiting = *tables_.load(*form, made.record);
      EXPECT_EQ(Version{}, waiting->state.version);
      EXPECT_TRUE(waiting->state.groups.empty());
      EXPECT_EQ(record.shown, waiting->shown);
      tables_.know_merged([&](Sequence own_edit) -> Result<Version> {
        return own_edit == made.id.sequence ? origin.version : Version{};
      });
      const auto confirmed = *tables_.load(*form, made.record);
      EXPECT_EQ(made.id.sequence, confirmed->made_by);
      ASSERT_TRUE(tables_.save(*form, *confirmed, false));
      EXPECT_EQ(expected, row_of(*form, made.record)) << form->name;
      EXPECT_EQ(Sequence{}, (*tables_.load(*form, made.record))->made_by) << "it has a state of its own now";
      tables_.know_merged({});
    }
  }
  EXPECT_LE(200u, tried);
}

TEST_F(NewRecordTest, ARunEndsBeforeARecordThatIsThere) {
  std::vector<Edit> edits{creation(form_), creation(form_), creation(form_)};
  ASSERT_TRUE(tables_.save(form_, merged(form_, edits[1], {edits[1].id, Version{9}, Stamp{1}, 1}), true));
  const auto before = row_of(form_, edits[1].record);
  std::vector<NewRecord> run;
  for (const auto& made : edits) run.push_back({made.record, made.unit, {made.id, Version{70}, {}, 1}, &made.changes});
  EXPECT_EQ(1u, *tables_.create(form_, PartitionId{3}, run));
  EXPECT_EQ(before, row_of(form_, edits[1].record));
  EXPECT_FALSE(*tables_.load(form_, edits[2].record));
}

TEST_F(NewRecordTest, IsNotMadeByWhatStandsOnSomething) {
  auto made = creation(form_);
  auto& change = made.changes.front();
  EXPECT_TRUE(makes_new_record(form_, made));
  change.displayed = {FieldValue(Null{})};
  EXPECT_FALSE(makes_new_record(form_, made));
  change.displayed.clear(), change.base.version = Version{1};
  EXPECT_FALSE(makes_new_record(form_, made));
  change.base = {}, change.group = GroupNumber{9999};
  EXPECT_FALSE(makes_new_record(form_, made));
  made = creation(form_), ++made.form_version;
  EXPECT_FALSE(makes_new_record(form_, made));
  made = creation(form_), made.kind = EditKind::change;
  EXPECT_FALSE(makes_new_record(form_, made));
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
