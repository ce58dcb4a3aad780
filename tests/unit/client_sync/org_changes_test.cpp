// Org units that change while offices work: what they learn, where their records and their edits go.
#include "hub/org/org_changes.h"

#include <algorithm>

#include "shared/store/digest.h"
#include "shared/time/wall_clock.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr std::int32_t kDay = 20'000, kToday = 20'100;
constexpr const char* kTown = "330106002";
constexpr const char* kOtherTown = "330106004";
constexpr const char* kVillage = "330106002051";

FieldValue text(const std::string& value) {
  return FieldValue(value);
}

class OrgChangesTest : public OfficeTest {
 protected:
  UnitId unit(const std::string& code) { return Divisions::built_in().find_code(code)->id; }

  using Plan = std::function<Result<OrgChange>(const Divisions&)>;
  Result<OrgReport> decide(const Plan& plan) {
    auto store = open_store();
    const auto hub = load_identity((folder_ / "hub").string(), *store);
    const auto tag_key = store->setting("tag_key");
    OrgReport report;
    const auto done = run_in_transaction(*store, [&](HubStore& s) -> Status {
      MINSYNC_ASSIGN(const Divisions* divisions, s.records().divisions());
      const IngestContext context{forms_, *divisions, static_cast<std::int64_t>(wall_clock_ms()), *tag_key};
      MINSYNC_ASSIGN(const auto change, plan(*divisions));
      MINSYNC_ASSIGN(report, carry_out(s, context, *hub, change, kToday, "notice 1"));
      return {};
    });
    if (!done) return fail(done.error());
    return report;
  }

  // As `minsync-hub digest --org` makes it.
  std::string digest_at_hub(UnitId office) {
    auto store = open_store();
    const Divisions* divisions = *store->records().divisions();
    const auto offices = divisions->succession(office);
    const UnitId city = unit("330100");
    const auto digest = digest_of(store->records(), forms_, [&](const Form&, UnitId of) {
      return of == city || std::ranges::any_of(offices, [&](UnitId one) { return divisions->is_within(of, one); });
    });
    return hex(*digest);
  }

  RecordId household(Office& office, UnitId of) {
    auto transaction = Transaction::begin(office.store().database());
    LocalEdits edits(office.store(), wall_clock_ms());
    const auto id = edits.create(*forms_.find("dibao_household"), of, {{field("householder"), text("张三")}}, "");
    EXPECT_TRUE(id && transaction->commit());
    return *id;
  }

  UnitId unit_at_hub(RecordId id) {
    return open_store()->records().load(*forms_.find("dibao_household"), id)->value().state.unit;
  }

  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      for (const auto& office : offices_) EXPECT_TRUE(office->sync());
    }
  }

  void expect_scopes() {
    for (const auto& office : offices_) {
      EXPECT_EQ(digest_at_hub(office->store().enrolment().unit), office->digest());
      EXPECT_EQ(0, *office->store().count_outbox(OutboxState::refused));
      EXPECT_EQ(0, *office->store().count_outbox(OutboxState::unshown));
    }
  }

  Office& town_ = office(kTown, Role::township);
  Office& other_ = office(kOtherTown, Role::township);
  Office& county_ = office("330106", Role::county);
};

TEST_F(OrgChangesTest, AVillageUnderAnotherTownshipTakesItsRecordsAlong) {
  const auto there = household(town_, unit(kVillage)), stays = household(town_, unit(kTown));
  sync_all();
  town_.edit(there, {{field("phone"), text("13800000001")}});
  const auto late = household(town_, unit(kVillage));
  const auto report =
      decide([&](const Divisions& d) { return move_unit(d, unit(kVillage), unit(kOtherTown), "", kDay); });
  ASSERT_TRUE(report) << report.error().id;
  EXPECT_EQ(1u, report->moved);
  sync_all();
  EXPECT_FALSE(town_.has(there));
  EXPECT_FALSE(town_.has(late));
  EXPECT_TRUE(town_.has(stays));
  EXPECT_EQ(text("13800000001"), other_.shown(there).at(field("phone")));
  EXPECT_TRUE(other_.has(late));
  EXPECT_EQ(unit(kVillage), unit_at_hub(late));
  expect_scopes();
}

TEST_F(OrgChangesTest, TheOfficeOfAMergedTownshipGoesOnInTheOneThatTookIt) {
  const auto before = household(town_, unit(kTown)), in_village = household(town_, unit(kVillage));
  sync_all();
  town_.edit(before, {{field("phone"), text("13800000001")}});
  const auto late = household(town_, unit(kTown));
  ASSERT_TRUE(decide([&](const Divisions& d) { return merge_units(d, {unit(kTown)}, unit(kOtherTown), kDay); }));
  sync_all();
  for (const auto id : {before, in_village, late}) {
    EXPECT_TRUE(town_.has(id));
    EXPECT_TRUE(other_.has(id));
  }
  EXPECT_EQ(unit(kOtherTown), unit_at_hub(before));
  EXPECT_EQ(unit(kOtherTown), unit_at_hub(late));
  EXPECT_EQ(town_.digest(), other_.digest());
  expect_scopes();
}

TEST_F(OrgChangesTest, APartOfATownshipBecomesAUnitWithAnOfficeOfItsOwn) {
  const auto goes = household(town_, unit(kVillage)), stays = household(town_, unit(kTown));
  sync_all();
  ASSERT_TRUE(decide([&](const Divisions& d) {
    return split_unit(d, unit(kTown), {{"330106090", "新设街道", {unit(kVillage)}}}, false, kDay);
  }));
  sync_all();
  EXPECT_FALSE(town_.has(goes));
  EXPECT_TRUE(town_.has(stays));
  const auto* fresh = (*county_.store().records().divisions())->find_code("330106090");
  ASSERT_NE(nullptr, fresh);
  EXPECT_EQ("新设街道", fresh->name);
  expect_scopes();
}

TEST_F(OrgChangesTest, TheOfficeOfADividedTownshipSeesAllItsParts) {
  const auto in_village = household(town_, unit(kVillage));
  sync_all();
  const auto late = household(town_, unit(kTown));
  ASSERT_TRUE(decide([&](const Divisions& d) {
    std::vector<UnitId> rest;
    for (const auto* child : d.children(unit(kTown))) {
      if (child->id != unit(kVillage)) rest.push_back(child->id);
    }
    return split_unit(d, unit(kTown), {{"330106090", "东街道", {unit(kVillage)}}, {"330106091", "西街道", rest}}, true,
                      kDay);
  }));
  sync_all();
  EXPECT_TRUE(town_.has(in_village));
  EXPECT_TRUE(town_.has(late));
  EXPECT_TRUE(county_.has(late));
  EXPECT_EQ(unit(kTown), unit_at_hub(late)) << "more than one took the area, so it stays where it was entered";
  expect_scopes();
}

TEST_F(OrgChangesTest, ATownshipInAnotherCountyKeepsItsRecordsAndItsOfficeGoesOn) {
  Office& far = office("330110", Role::county);
  const auto before = household(town_, unit(kTown));
  sync_all();
  town_.edit(before, {{field("phone"), text("13800000001")}});
  const auto late = household(town_, unit(kTown));
  ASSERT_TRUE(decide([&](const Divisions& d) { return move_unit(d, unit(kTown), unit("330110"), "330110090", kDay); }));
  sync_all();
  const auto after = household(town_, unit(kTown));
  far.edit(before, {{field("address"), text("新址")}});
  sync_all();
  for (const auto id : {before, late, after}) {
    EXPECT_TRUE(town_.has(id));
    EXPECT_TRUE(far.has(id));
    EXPECT_FALSE(county_.has(id));
  }
  EXPECT_EQ(text("新址"), town_.shown(before).at(field("address")));
  expect_scopes();
}

TEST_F(OrgChangesTest, ARenamedUnitIsKnownByItsNewNameWithoutAnUpgrade) {
  const auto id = household(town_, unit(kTown));
  sync_all();
  ASSERT_TRUE(decide([&](const Divisions& d) { return rename_unit(d, unit(kTown), "新北山街道", "330106092", kDay); }));
  sync_all();
  const auto* span = (*town_.store().records().divisions())->find(unit(kTown));
  EXPECT_EQ("新北山街道", span->name);
  EXPECT_EQ("330106092000", span->code);
  EXPECT_EQ(unit(kVillage), (*town_.store().records().divisions())->find_code("330106092051")->id);
  EXPECT_TRUE(town_.has(id));
  expect_scopes();
}

TEST_F(OrgChangesTest, WhatDoesNotFitChangesNothing) {
  const auto refused = [&](const Plan& plan) {
    const auto report = decide(plan);
    return report ? std::string() : report.error().id;
  };
  EXPECT_EQ("hub.day_ahead", refused([&](const Divisions& d) {
              return move_unit(d, unit(kVillage), unit(kOtherTown), "", kToday + 1);
            }));
  EXPECT_EQ("divisions.code_twice",
            refused([&](const Divisions& d) { return rename_unit(d, unit(kTown), "", "330106004", kDay); }));
  EXPECT_EQ("hub.unit_not_below",
            refused([&](const Divisions& d) { return move_unit(d, unit(kVillage), unit("330110"), "", kDay); }));
  EXPECT_EQ("hub.not_a_part", refused([&](const Divisions& d) {
              return split_unit(d, unit(kOtherTown), {{"330106090", "新设", {unit(kVillage)}}}, false, kDay);
            }));
  EXPECT_EQ(&Divisions::built_in(), *open_store()->records().divisions());
}

}  // namespace
}  // namespace minsync
