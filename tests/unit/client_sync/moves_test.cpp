// Records that the bureau moves to another unit while offices work on them: real stores, real ingest, one process.
#include "hub/ingest/moves.h"

#include "shared/time/wall_clock.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

FieldValue text(const std::string& value) {
  return FieldValue(value);
}

class MovesTest : public OfficeTest {
 protected:
  UnitId unit(const std::string& code) { return Divisions::built_in().find_code(code)->id; }

  Status move(RecordId record, const std::string& code) {
    auto store = open_store();
    const auto hub = load_identity((folder_ / "hub").string(), *store);
    const auto tag_key = store->setting("tag_key");
    const IngestContext context{forms_, Divisions::built_in(), static_cast<std::int64_t>(wall_clock_ms()), *tag_key};
    return run_in_transaction(*store, [&](HubStore& s) -> Status {
      MINSYNC_TRY(move_record(s, context, *hub, record, unit(code), "moved house"));
      return {};
    });
  }

  RecordId household(Office& office) {
    return office.create({{field("householder"), text("张三")}, {field("address"), text("文三路 1 号")}});
  }

  RecordId member(Office& office, RecordId household) {
    auto transaction = Transaction::begin(office.store().database());
    LocalEdits edits(office.store(), wall_clock_ms());
    const Form& form = *forms_.find("dibao_member");
    const auto id = edits.create(
        form, office.store().enrolment().unit,
        {{form.field("name")->number, text("张小")}, {form.field("household")->number, FieldValue(household)}}, "");
    EXPECT_TRUE(id && transaction->commit());
    return *id;
  }

  StoredRecord at_hub(RecordId id, const std::string& form = "dibao_household") {
    return open_store()->records().load(*forms_.find(form), id)->value();
  }

  bool has(Office& office, RecordId id, const std::string& form) {
    return office.store().records().load(*forms_.find(form), id)->has_value();
  }

  Office& old_town_ = office("330106002", Role::township);
  Office& new_town_ = office("330106004", Role::township);
  Office& county_ = office("330106", Role::county);
};

TEST_F(MovesTest, TheOldOfficeLosesTheRecordAndTheNewOneGetsAllOfIt) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  EXPECT_FALSE(new_town_.has(id));
  ASSERT_TRUE(move(id, "330106004"));
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  EXPECT_FALSE(old_town_.has(id));
  ASSERT_TRUE(new_town_.has(id));
  EXPECT_EQ(new_town_.shown(id), at_hub(id).shown);
  EXPECT_EQ(old_town_.digest(), hub_digest("330106002"));
  EXPECT_EQ(new_town_.digest(), hub_digest("330106004"));
}

TEST_F(MovesTest, WithinACountyItIsAChangeOfUnitForTheCounty) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync() && county_.sync());
  ASSERT_TRUE(move(id, "330106004"));
  const auto report = county_.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(1u, report->counts.pulled);
  EXPECT_TRUE(county_.has(id));
  EXPECT_EQ(county_.digest(), hub_digest("330106"));
}

TEST_F(MovesTest, AnEditMadeBeforeTheOldOfficeKnewIsMergedAndThenTheRecordGoes) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync());
  old_town_.edit(id, {{field("phone"), text("13800000001")}});
  ASSERT_TRUE(move(id, "330106004"));
  ASSERT_TRUE(new_town_.sync());
  new_town_.edit(id, {{field("address"), text("古墩路 9 号")}});
  ASSERT_TRUE(new_town_.sync() && old_town_.sync() && new_town_.sync());
  EXPECT_FALSE(old_town_.has(id));
  EXPECT_EQ(0, *old_town_.store().count_outbox(OutboxState::unshown));
  EXPECT_EQ(text("13800000001"), new_town_.shown(id).at(field("phone")));
  EXPECT_EQ(text("古墩路 9 号"), new_town_.shown(id).at(field("address")));
  EXPECT_EQ(new_town_.digest(), hub_digest("330106004"));
}

TEST_F(MovesTest, ARecordWithUnsentEditsStaysUntilTheyAreAnsweredAndTakesNoMore) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync());
  ASSERT_TRUE(move(id, "330106004"));
  // Many edits: the answer to the first batch says already that the record left.
  for (int i = 0; i < 60; ++i) old_town_.edit(id, {{field("phone"), text("138" + std::to_string(10'000'000 + i))}});
  int requests = 0;
  EXPECT_FALSE(old_town_.sync([&] { return ++requests > 1 ? Fate::request_lost : Fate::arrives; }));
  ASSERT_GT(old_town_.waiting_to_send(), 0);
  EXPECT_TRUE(old_town_.has(id));
  LocalEdits edits(old_town_.store(), wall_clock_ms());
  const auto late = edits.change(*forms_.find("dibao_household"), id, {{field("phone"), text("1")}}, "");
  ASSERT_FALSE(late);
  EXPECT_EQ("client.record_left", late.error().id);
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  EXPECT_FALSE(old_town_.has(id));
  EXPECT_EQ(text("13810000059"), new_town_.shown(id).at(field("phone")));
}

TEST_F(MovesTest, MembersGoWithTheirHousehold) {
  const auto id = household(old_town_);
  const auto person = member(old_town_, id);
  ASSERT_TRUE(old_town_.sync());
  ASSERT_TRUE(move(id, "330106004"));
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  EXPECT_FALSE(has(old_town_, person, "dibao_member"));
  EXPECT_TRUE(has(new_town_, person, "dibao_member"));
}

TEST_F(MovesTest, AMemberThatTheOldOfficeAddedMeanwhileFollowsItsHousehold) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync() && county_.sync());
  const auto person = member(old_town_, id);
  ASSERT_TRUE(move(id, "330106004"));
  ASSERT_TRUE(old_town_.sync() && new_town_.sync() && county_.sync());
  EXPECT_EQ(unit("330106004"), at_hub(person, "dibao_member").state.unit);
  EXPECT_FALSE(has(old_town_, person, "dibao_member"));
  EXPECT_TRUE(has(new_town_, person, "dibao_member"));
  EXPECT_EQ(old_town_.digest(), hub_digest("330106002"));
  EXPECT_EQ(new_town_.digest(), hub_digest("330106004"));
  EXPECT_EQ(county_.digest(), hub_digest("330106"));
}

TEST_F(MovesTest, InAnotherCountyTheRecordStaysInThePartitionOfItsBirth) {
  Office& far_county = office("330110", Role::county);
  const auto far_code = Divisions::built_in().children(unit("330110")).front()->code;
  Office& far_town = office(far_code, Role::township);
  ASSERT_TRUE(far_town.sync());
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync() && county_.sync());
  old_town_.edit(id, {{field("phone"), text("13800000001")}});
  ASSERT_TRUE(move(id, far_code));
  for (auto* office : {&far_town, &old_town_, &far_county, &county_}) ASSERT_TRUE(office->sync());
  EXPECT_FALSE(county_.has(id));
  ASSERT_TRUE(far_county.has(id));
  far_town.edit(id, {{field("address"), text("远处")}});
  ASSERT_TRUE(far_town.sync() && far_county.sync());
  EXPECT_EQ(0, *far_town.store().count_outbox(OutboxState::refused));
  EXPECT_EQ(PartitionId{unit("330106").value}, at_hub(id).partition);
  EXPECT_EQ(text("远处"), far_county.shown(id).at(field("address")));
  EXPECT_EQ(text("13800000001"), far_county.shown(id).at(field("phone")));
  EXPECT_EQ(far_town.digest(), hub_digest(far_code));
  EXPECT_EQ(far_county.digest(), hub_digest("330110"));
  EXPECT_EQ(county_.digest(), hub_digest("330106"));
}

TEST_F(MovesTest, ARecordThatWentAndCameBackIsWholeAgain) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync());
  ASSERT_TRUE(move(id, "330106004"));
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  new_town_.edit(id, {{field("phone"), text("13800000001")}});
  ASSERT_TRUE(new_town_.sync());
  ASSERT_TRUE(move(id, "330106002"));
  ASSERT_TRUE(old_town_.sync() && new_town_.sync());
  EXPECT_EQ(old_town_.digest(), hub_digest("330106002"));
  EXPECT_FALSE(new_town_.has(id));
  EXPECT_EQ(text("文三路 1 号"), old_town_.shown(id).at(field("address")));
}

TEST_F(MovesTest, ARecordIsNotMovedToWhereItIs) {
  const auto id = household(old_town_);
  ASSERT_TRUE(old_town_.sync());
  const auto again = move(id, "330106002");
  ASSERT_FALSE(again);
  EXPECT_EQ("hub.already_there_unit", again.error().id);
}

}  // namespace
}  // namespace minsync
