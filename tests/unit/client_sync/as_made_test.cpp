// Rows of own new records, which the hub's answer leaves as they are (client/store/as_made.cpp).
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

class AsMadeTest : public OfficeTest {
 protected:
  AsMadeTest() : town_(office("330106002000", Role::township)) {}

  RecordId create(const std::string& name) { return town_.create({{field("householder"), FieldValue(name)}}); }
  StoredRecord loaded(RecordId id) { return **town_.store().records().load(form(), id); }
  const Form& form() { return *town_.store().forms().find("dibao_household"); }
  std::int64_t as_made() {
    auto row = town_.store().database().prepare("SELECT count(*) FROM outbox WHERE as_made = 1");
    EXPECT_TRUE(row && *row->step());
    return row->integer(0);
  }
  std::int64_t row_writes_of(const std::function<void()>& work) {
    auto& store = town_.store();
    EXPECT_TRUE(
        store.database().script("CREATE TEMP TABLE written (n);"
                                "CREATE TEMP TRIGGER on_write AFTER UPDATE ON main.record_dibao_household"
                                " BEGIN INSERT INTO written VALUES (1); END"));
    work();
    auto row = store.database().prepare("SELECT count(*) FROM written");
    EXPECT_TRUE(row && *row->step());
    return row->integer(0);
  }

  Office& town_;
};

TEST_F(AsMadeTest, TheAnswerToNewRecordsWritesNoneOfTheirRows) {
  const auto first = create("张三"), second = create("李四");
  EXPECT_EQ(Version{}, loaded(first).state.version) << "nothing is known of it at the hub";
  EXPECT_EQ(0, row_writes_of([&] { ASSERT_TRUE(town_.sync()); }));
  EXPECT_EQ(2, as_made());
  const auto record = loaded(second);
  EXPECT_NE(Version{}, record.state.version);
  EXPECT_EQ(record.state.version, record.state.birth);
  ASSERT_FALSE(record.state.groups.empty());
  EXPECT_EQ(record.state.version, record.state.groups.front().heads.front().origin.version);
  EXPECT_EQ(hub_digest("330106002000"), town_.digest());
}

TEST_F(AsMadeTest, AnEditBeforeTheAnswerIsShownOnAndMergedAfterIt) {
  const auto id = create("张三");
  ASSERT_TRUE(town_.edit(id, {{field("householder"), FieldValue(std::string("李四"))}}));
  EXPECT_EQ(0, as_made()) << "its row is another one now";
  ASSERT_TRUE(town_.sync());
  EXPECT_EQ(FieldValue(std::string("李四")), town_.shown(id).at(field("householder")));
  EXPECT_EQ(hub_digest("330106002000"), town_.digest());
}

TEST_F(AsMadeTest, AnEditAfterTheAnswerStandsOnWhatTheHubMerged) {
  const auto id = create("张三");
  ASSERT_TRUE(town_.sync());
  ASSERT_TRUE(town_.edit(id, {{field("householder"), FieldValue(std::string("李四"))}}));
  EXPECT_EQ(0, as_made());
  const auto own = town_.store().edits_of(id);
  ASSERT_TRUE(own && own->size() == 2);
  EXPECT_EQ((*own)[0].version, (*own)[1].edit.changes.front().base.version);
  ASSERT_TRUE(town_.sync());
  EXPECT_EQ(hub_digest("330106002000"), town_.digest());
}

TEST_F(AsMadeTest, AHubThatWentBackLeavesTheirStateAsItWas) {
  const auto id = create("张三");
  ASSERT_TRUE(town_.sync());
  const auto before = loaded(id);
  auto& store = town_.store();
  auto transaction = Transaction::begin(store.database());
  ASSERT_TRUE(transaction && store.enter_epoch(2, {}) && transaction->commit());
  EXPECT_EQ(0, as_made());
  const auto after = loaded(id);
  EXPECT_EQ(before.state, after.state);
  EXPECT_EQ(before.shown, after.shown);
}

// Version 5, as the program before rows as made wrote it.
constexpr const char* kFormerOutbox =
    "ALTER TABLE outbox DROP COLUMN as_made;"
    "ALTER TABLE outbox ADD COLUMN edit BLOB NOT NULL DEFAULT x'';"
    "UPDATE outbox SET edit = (SELECT edit FROM outbox_edit one WHERE one.sequence = outbox.sequence);"
    "DROP TABLE outbox_edit;"
    "PRAGMA user_version = 5;";

TEST_F(AsMadeTest, AnOutboxOfAnEarlierProgramIsTakenOver) {
  const auto id = create("张三");
  auto& store = town_.store();
  ASSERT_TRUE(store.database().script(kFormerOutbox));
  auto again = ClientStore::open(store.folder(), store.forms());
  ASSERT_TRUE(again) << again.error().id;
  EXPECT_EQ(0, as_made());
  ASSERT_TRUE(town_.sync());
  EXPECT_NE(Version{}, loaded(id).state.version);
  EXPECT_EQ(hub_digest("330106002000"), town_.digest());
}

}  // namespace
}  // namespace minsync
