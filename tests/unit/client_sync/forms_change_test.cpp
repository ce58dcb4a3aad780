// A form changes while offices are out: what they enter with the old one arrives, and the new one comes to them.
#include <algorithm>

#include "hub/ingest/form_adoption.h"
#include "hub/ingest/waiting_room.h"
#include "shared/forms/built_in_forms.h"
#include "shared/text/text.h"
#include "tests/unit/client_sync/office_fixture.h"

namespace minsync {
namespace {

constexpr const char* kCounty = "330106000000";
constexpr const char* kTown = "330106002000";
constexpr std::string_view kVisit =
    "form: visit\nfields:\n  - {number: 1, name: place, type: text}\n  - {number: 2, name: days, type: integer}\n";

class FormsChangeTest : public OfficeTest {
 protected:
  static std::string household(std::vector<std::pair<std::string, std::string>> changes) {
    std::string yaml;
    for (const auto& form : built_in_forms()) {
      if (form.name == "dibao_household") yaml = form.yaml;
    }
    changes.emplace_back("version: 1", "version: 2");
    for (const auto& [from, to] : changes) yaml.replace(yaml.find(from), from.size(), to);
    return yaml;
  }
  Status adopt(std::string_view yaml) {
    auto form = read_form(yaml, "new");
    if (!form) return fail(std::move(form).error());
    auto store = open_store();
    const auto hub = load_identity((folder_ / "hub").string(), *store).value();
    const IngestContext context{forms_, Divisions::built_in(), 1'900'000'000'000, "tags"};
    return run_in_transaction(*store, [&](HubStore& writer) { return adopt_form(writer, context, hub, **form, yaml); });
  }
  std::string with_school() const {
    return household(
        {{"checks:", "  - {number: 31, name: school, type: text, label: {zh: 学校, en: School}}\n\nchecks:"}});
  }
  FieldValues named(const std::string& name) const { return {{field("householder"), FieldValue(name)}}; }

  FormCatalogue old_forms_ = FormCatalogue::load().value();  // of the office that is out
  Office& town_ = office(kTown, Role::township, &old_forms_);
  Office& county_ = office(kCounty, Role::county);
};

TEST_F(FormsChangeTest, AFieldIsAddedWhileAnOfficeHasUnsentEdits) {
  const auto record = town_.create(named("张三"));
  ASSERT_TRUE(town_.sync());
  ASSERT_TRUE(county_.sync());
  town_.edit(record, {{field("worker"), FieldValue(std::string("甲"))}});
  ASSERT_TRUE(adopt(with_school()));
  ASSERT_TRUE(county_.sync());
  const FieldNumber school{31};
  county_.edit(record, {{school, FieldValue(std::string("一小"))}});
  ASSERT_TRUE(county_.sync());
  EXPECT_EQ(1u, old_forms_.find("dibao_household")->version);
  const auto report = town_.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(0u, report->counts.refused);
  EXPECT_EQ(2u, old_forms_.find("dibao_household")->version);
  const auto shown = town_.shown(record);
  EXPECT_EQ(FieldValue(std::string("甲")), shown.at(field("worker")));
  EXPECT_EQ(FieldValue(std::string("一小")), shown.at(school));
  ASSERT_TRUE(county_.sync());
  EXPECT_EQ(town_.digest(), county_.digest());
  EXPECT_EQ(county_.digest(), hub_digest("330100"));
  town_.edit(record, {{school, FieldValue(std::string("二小"))}});
  ASSERT_TRUE(town_.sync());
  EXPECT_EQ(town_.digest(), hub_digest("330100"));
}

TEST_F(FormsChangeTest, ARunningHubLearnsItWithItsNextTransaction) {
  ASSERT_TRUE(town_.sync());
  ASSERT_TRUE(adopt(kVisit));
  ASSERT_TRUE(town_.sync());
  EXPECT_NE(nullptr, old_forms_.find("visit"));
}

TEST_F(FormsChangeTest, RecordsOfAFormThatIsNotKnownAreKeptUntilItIs) {
  ASSERT_TRUE(town_.sync());
  ASSERT_TRUE(adopt(kVisit));
  const Form& visit = *forms_.find("visit");
  ASSERT_TRUE(county_.sync());
  auto transaction = Transaction::begin(county_.store().database()).value();
  LocalEdits edits(county_.store(), 1'900'000'000'000);
  const UnitId unit = Divisions::built_in().find_code(kTown)->id;
  const auto record = edits.create(visit, unit, {{FieldNumber{1}, FieldValue(std::string("村东"))}}, "").value();
  ASSERT_TRUE(transaction.commit());
  ASSERT_TRUE(county_.sync());
  // The township's own partition comes first in its answer, the definition with the city's behind it.
  ASSERT_TRUE(town_.sync());
  const auto found = town_.store().records().load(*old_forms_.find("visit"), record);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(FieldValue(std::string("村东")), (*found)->shown.at(FieldNumber{1}));
  EXPECT_EQ(town_.digest(), hub_digest("330100"));
}

TEST_F(FormsChangeTest, AStoreThatIsOpenedAgainKnowsWhatItWasTold) {
  ASSERT_TRUE(adopt(with_school()));
  ASSERT_TRUE(town_.sync());
  const auto fresh = FormCatalogue::load().value();
  const auto opened = ClientStore::open((folder_ / "office0").string(), fresh);
  ASSERT_TRUE(opened);
  EXPECT_EQ(2u, fresh.find("dibao_household")->version);
}

TEST_F(FormsChangeTest, ATightenedConstraintFlagsAndRefusesNothing) {
  const auto record = town_.create(
      {{field("householder"), FieldValue(std::string("张三"))}, {field("member_count"), FieldValue(std::int64_t{30})}});
  ASSERT_TRUE(adopt(household({{". >= 1 and . <= 50", ". >= 1 and . <= 20"}})));
  const auto report = town_.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(0u, report->counts.refused);
  const auto findings = check_record(*old_forms_.find("dibao_household"), town_.shown(record), {});
  EXPECT_TRUE(std::ranges::any_of(findings, [&](const Finding& f) { return f.field == field("member_count"); }));
}

TEST_F(FormsChangeTest, ARetiredFieldKeepsItsValuesAndThoseOfOldVersions) {
  const auto record = town_.create(named("张三"));
  ASSERT_TRUE(adopt(household({{"name: worker, type: text,", "name: worker, retired: true, type: text,"}})));
  town_.edit(record, {{field("worker"), FieldValue(std::string("甲"))}});
  ASSERT_TRUE(town_.sync());
  EXPECT_EQ(FieldValue(std::string("甲")), town_.shown(record).at(field("worker")));
  EXPECT_TRUE(old_forms_.find("dibao_household")->field("worker")->retired);
  EXPECT_EQ(town_.digest(), hub_digest("330100"));
}

TEST_F(FormsChangeTest, WhatIsHeldIsMergedWhenItsStateHoldsNoMore) {
  const auto record = town_.create(named("张三"));
  for (const char* state : {"accepted", "checking", "surveyed", "reviewed", "announced"}) {
    town_.edit(record, {{field("status"), FieldValue(std::string(state))}});
  }
  ASSERT_TRUE(town_.sync());
  ASSERT_TRUE(county_.sync());
  county_.edit(record, {{field("status"), FieldValue(std::string("receiving"))}});
  ASSERT_TRUE(county_.sync());
  town_.edit(record, {{field("worker"), FieldValue(std::string("甲"))}});
  const auto report = town_.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(1u, report->counts.held);
  ASSERT_TRUE(adopt(household({{"holds: [receiving, tapering, suspended, ended]", "holds: [ended]"}})));
  ASSERT_TRUE(county_.sync());
  EXPECT_EQ(FieldValue(std::string("甲")), county_.shown(record).at(field("worker")));
}

TEST_F(FormsChangeTest, WhatMayNotFollowIsNotAdopted) {
  EXPECT_EQ("forms.not_a_successor", adopt(household({{"name: worker", "name: clerk"}})).error().id);
  EXPECT_EQ("forms.unknown_reference",
            adopt("form: a\nfields:\n  - {number: 1, name: b, type: reference, form: nothing}\n").error().id);
  EXPECT_EQ("hub.form_fixed",
            adopt("form: form_definition\nversion: 9\nfields:\n  - {number: 1, name: a, type: text}\n").error().id);
  const std::string long_text(160'000, 'x');
  EXPECT_EQ("forms.definition_too_long", adopt("# " + long_text + "\n" + std::string(kVisit)).error().id);
}

// An office whose program is too old for the new definitions, and is replaced when everything has come already.
TEST_F(FormsChangeTest, ANewerProgramShowsWhatTheOldOneKept) {
  const auto of_old_program = FormCatalogue::load_fixed().value();
  Office& late = office(kTown, Role::township, &of_old_program);
  const auto record = late.create(named("张三"));
  ASSERT_TRUE(late.sync());
  ASSERT_TRUE(county_.sync());
  ASSERT_TRUE(adopt(with_school()));
  ASSERT_TRUE(adopt(kVisit));
  ASSERT_TRUE(county_.sync());
  const FieldNumber school{31};
  county_.edit(record, {{school, FieldValue(std::string("一小"))}});
  auto transaction = Transaction::begin(county_.store().database()).value();
  const UnitId unit = Divisions::built_in().find_code(kTown)->id;
  const auto visit = LocalEdits(county_.store(), 1'900'000'000'000)
                         .create(*forms_.find("visit"), unit, {{FieldNumber{1}, FieldValue(std::string("村东"))}}, "")
                         .value();
  ASSERT_TRUE(transaction.commit());
  ASSERT_TRUE(county_.sync());
  ASSERT_TRUE(late.sync());
  EXPECT_EQ(nullptr, of_old_program.find("visit"));
  EXPECT_FALSE(late.shown(record).contains(school));

  const auto of_new_program = FormCatalogue::load().value();
  const auto store = ClientStore::open((folder_ / "office2").string(), of_new_program);
  ASSERT_TRUE(store);
  auto& records = (*store)->records();
  EXPECT_EQ(FieldValue(std::string("一小")),
            (*records.load(*of_new_program.find("dibao_household"), record))->shown.at(school));
  const auto kept = records.load(*of_new_program.find("visit"), visit);
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ(FieldValue(std::string("村东")), (*kept)->shown.at(FieldNumber{1}));
}

// The hub was put back to before it had the new version; its offices still have it.
TEST_F(FormsChangeTest, WhileAHubRecoversAnEditOfALostVersionWaitsForIt) {
  const auto record = town_.create(named("张三"));
  ASSERT_TRUE(town_.sync());
  const auto lost = household({{"{zh: 经办人, en: Worker}", "{zh: 经办人, en: Clerk}"}});
  ASSERT_TRUE(old_forms_.learn(read_form(lost, "lost").value()));
  town_.edit(record, {{field("worker"), FieldValue(std::string("甲"))}});
  ASSERT_TRUE(run_in_transaction(*open_store(), [](HubStore& hub) { return open_recovery(hub, 1); }));
  const auto report = town_.sync();
  ASSERT_TRUE(report);
  EXPECT_EQ(1u, report->counts.quarantined);
  ASSERT_TRUE(adopt(lost));
  ASSERT_TRUE(county_.sync());
  EXPECT_EQ(FieldValue(std::string("甲")), county_.shown(record).at(field("worker")));
}

TEST_F(FormsChangeTest, AVersionThatTheHubLostStaysKnownWhereItWasUsed) {
  const auto record = town_.create(named("张三"));
  ASSERT_TRUE(adopt(with_school()));
  ASSERT_TRUE(town_.sync());
  const FieldNumber school{31};
  town_.edit(record, {{school, FieldValue(std::string("一小"))}});
  // A hub that lost the definition tells its partition anew, without it.
  auto& records = town_.store().records();
  const Form& carrier = *old_forms_.find("form_definition");
  std::vector<RecordId> definitions;
  ASSERT_TRUE(records.scan(carrier, {}, [&](StoredRecord& one) -> Result<bool> {
    definitions.push_back(one.state.id);
    return true;
  }));
  ASSERT_EQ(1u, definitions.size());
  ASSERT_TRUE(records.erase(carrier, definitions.front()));
  const auto fresh = FormCatalogue::load().value();
  const auto opened = ClientStore::open((folder_ / "office0").string(), fresh);
  ASSERT_TRUE(opened);
  EXPECT_EQ(2u, fresh.find("dibao_household")->version);
  const auto shown = (*(*opened)->records().load(*fresh.find("dibao_household"), record))->shown;
  EXPECT_EQ(FieldValue(std::string("一小")), shown.at(school));
}

}  // namespace
}  // namespace minsync
