#include "hub/review/conflicts.h"

#include <algorithm>

#include "hub/review/history.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

FieldValue text(const char* value) {
  return std::string(value);
}

class ConflictsTest : public HubTest {
 protected:
  // Township and county write the same field from the same base; the county later.
  void disagree(const char* field) {
    const Form& household = form("dibao_household");
    send(a_, {set(a_, household, field, text("old"))});
    const auto version = stored(household).state.version;
    const bool review = household.group_of(household.field(field)->number).policy == MergePolicy::review;
    const auto seen = review ? std::vector<FieldValue>{text("old")} : std::vector<FieldValue>{};
    const auto mine = set(a_, household, field, text("A"), version, seen);
    send(b_, {set(b_, household, field, text("B"), version, seen)});
    send(a_, {mine});
  }
  Status resolve(const char* field, const std::string& keep) {
    return run_in_transaction(*store_, [&](HubStore& s) {
      return resolve_conflict(s, context(), *identity_, RecordId{uuid(100)}, group(form("dibao_household"), field),
                              keep, "checked by phone");
    });
  }
  std::size_t count(bool notices) { return conflicts_of(*store_, forms_, notices).value().size(); }
};

TEST_F(ConflictsTest, OpenReviewsAreListedWithTheirUnit) {
  disagree("survey_opinion");
  const auto open = conflicts_of(*store_, forms_, false).value();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].record, RecordId{uuid(100)});
  EXPECT_EQ(open[0].unit, township_);
  EXPECT_EQ(open[0].form->name, "dibao_household");
}

TEST_F(ConflictsTest, OverwrittenValuesAreNoticesOnly) {
  disagree("address");
  EXPECT_EQ(count(false), 0u);
  EXPECT_EQ(count(true), 1u);
}

TEST_F(ConflictsTest, KeepingTheOtherValueShowsItAndClosesTheConflict) {
  disagree("survey_opinion");
  const Form& household = form("dibao_household");
  ASSERT_EQ(shown(household, "survey_opinion"), text("B"));
  const auto decided = resolve("survey_opinion", "incoming");
  ASSERT_TRUE(decided) << decided.error().id;
  EXPECT_EQ(shown(household, "survey_opinion"), text("A"));
  EXPECT_EQ(count(true), 0u);
}

TEST_F(ConflictsTest, KeepingTheCurrentValueClosesTheConflict) {
  const Form& household = form("dibao_household");
  disagree("survey_opinion");
  ASSERT_TRUE(resolve("survey_opinion", "current"));
  EXPECT_EQ(shown(household, "survey_opinion"), text("B"));
  EXPECT_EQ(count(true), 0u);
}

TEST_F(ConflictsTest, KeepBaseTakesBothBack) {
  disagree("survey_opinion");
  ASSERT_TRUE(resolve("survey_opinion", "base"));
  EXPECT_EQ(shown(form("dibao_household"), "survey_opinion"), text("old"));
}

TEST_F(ConflictsTest, ATypedValueStandsInPlaceOfAll) {
  disagree("survey_opinion");
  ASSERT_TRUE(resolve("survey_opinion", "value=C"));
  EXPECT_EQ(shown(form("dibao_household"), "survey_opinion"), text("C"));
  EXPECT_EQ(count(true), 0u);
}

TEST_F(ConflictsTest, AnOverwrittenValueCanBePutBack) {
  disagree("address");
  ASSERT_EQ(shown(form("dibao_household"), "address"), text("B"));
  ASSERT_TRUE(resolve("address", "incoming"));
  EXPECT_EQ(shown(form("dibao_household"), "address"), text("A"));
  EXPECT_EQ(count(true), 0u);
}

TEST_F(ConflictsTest, TheReasonStaysInTheHistoryUnderTheHubsName) {
  disagree("survey_opinion");
  ASSERT_TRUE(resolve("survey_opinion", "incoming"));
  const Form& household = form("dibao_household");
  const auto history = history_of(*store_, household, stored(household)).value();
  EXPECT_EQ(history.front().edit.note, "checked by phone");
  EXPECT_EQ(history.front().edit.id.device, identity_->device.id);
  EXPECT_EQ(history.front().edit.changes[0].decides.size(), 2u);
}

// An office that had seen neither side nor the decision opens the conflict again.
TEST_F(ConflictsTest, ALaterEditThatDidNotSeeTheDecisionReopensIt) {
  disagree("survey_opinion");
  const Form& household = form("dibao_household");
  const auto seen = stored(household).state.birth;
  ASSERT_TRUE(resolve("survey_opinion", "incoming"));
  auto third = enrol(3, township_, Role::township);
  send(third, {set(third, household, "survey_opinion", text("D"), seen, {text("old")})});
  EXPECT_EQ(count(false), 1u);
}

TEST_F(ConflictsTest, DecidingTwiceIsToldAndChangesNothing) {
  disagree("survey_opinion");
  ASSERT_TRUE(resolve("survey_opinion", "incoming"));
  const auto version = stored(form("dibao_household")).state.version;
  const auto again = resolve("survey_opinion", "current");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().id, "common.no_conflict");
  EXPECT_EQ(stored(form("dibao_household")).state.version, version);
}

TEST_F(ConflictsTest, ATypedValueKeepsTheFormsRules) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "id_number", text("330106199001011237"))});
  const auto version = stored(household).state.version;
  send(a_, {set(a_, household, "id_number", text("330106199001011231"), version, {text("330106199001011237")})});
  send(b_, {set(b_, household, "id_number", text("330106199001011232"), version, {text("330106199001011237")})});
  ASSERT_EQ(count(false), 1u);
  const auto wrong = resolve("id_number", "value=330106199002301234");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, FaultKind::bad_input);
  EXPECT_EQ(count(false), 1u);
}

class ConflictPagesTest : public ConflictsTest {
 protected:
  void SetUp() override {
    ConflictsTest::SetUp();
    for (std::uint8_t i = 1; i <= 5; ++i) disagree_on(i);
  }
  void disagree_on(std::uint8_t number) {
    const Form& household = form("dibao_household");
    const auto of = [&](Edit edit) {
      edit.record = RecordId{uuid(number)};
      return edit;
    };
    send(a_, {of(set(a_, household, "survey_opinion", text("old")))});
    const auto base = store_->records().load(household, RecordId{uuid(number)}).value()->state.version;
    const auto mine = of(set(a_, household, "survey_opinion", text("A"), base, {text("old")}));
    send(b_, {of(set(b_, household, "survey_opinion", text("B"), base, {text("old")}))});
    send(a_, {mine});
  }
  ConflictsPage page(const ConflictsWanted& wanted) {
    return read_conflicts(*store_, forms_, Divisions::built_in(), wanted).value();
  }
};

TEST_F(ConflictPagesTest, PagesGoOnWhereTheLastOneEndedAndEndWithTheLastConflict) {
  std::vector<RecordId> seen;
  ConflictsWanted wanted{.limit = 2};
  for (;;) {
    const auto one = page(wanted);
    for (const auto& conflict : one.conflicts) seen.push_back(conflict.record);
    if (one.next.empty()) break;
    EXPECT_EQ(one.conflicts.size(), 2u);
    wanted.after = one.next;
  }
  ASSERT_EQ(seen.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_EQ(page({.limit = 5}).next, "");
}

TEST_F(ConflictPagesTest, APageGoesOnThoughItsLastConflictWasDecidedMeanwhile) {
  const auto first = page({.limit = 2});
  write([&](HubStore& s) {
    return resolve_conflict(s, context(), *identity_, first.conflicts[1].record, first.conflicts[1].state.number,
                            "current", "checked");
  });
  const auto second = page({.after = first.next, .limit = 10});
  ASSERT_EQ(second.conflicts.size(), 3u);
  EXPECT_EQ(second.conflicts[0].record, RecordId{uuid(3)});
}

TEST_F(ConflictPagesTest, PagesAndCountsAreOfAFormAndAUnit) {
  const auto far = Divisions::built_in().get_code("330122").value();
  EXPECT_EQ(page({.form = "dibao_household", .root = county_}).conflicts.size(), 5u);
  EXPECT_TRUE(page({.form = "disaster_event"}).conflicts.empty());
  EXPECT_TRUE(page({.root = far}).conflicts.empty());
  EXPECT_EQ(conflicts_by_unit(*store_, forms_, "").value(), (std::map<UnitId, std::uint64_t>{{township_, 5}}));
  EXPECT_EQ(conflicts_by_unit(*store_, forms_, "dibao_household").value().size(), 1u);
  EXPECT_TRUE(conflicts_by_unit(*store_, forms_, "disaster_event").value().empty());
}

TEST_F(ConflictPagesTest, HeadsOfTheSameValueAreNotCounted) {
  const Form& household = form("dibao_household");
  send(a_, {set(a_, household, "survey_opinion", text("old"))});
  const auto base = stored(household).state.version;
  const auto mine = set(a_, household, "survey_opinion", text("same"), base, {text("old")});
  send(b_, {set(b_, household, "survey_opinion", text("same"), base, {text("old")})});
  send(a_, {mine});
  EXPECT_EQ(conflicts_by_unit(*store_, forms_, "").value()[township_], 5u);
  EXPECT_EQ(page({}).conflicts.size(), 5u);
}

TEST_F(ConflictPagesTest, APlaceThatIsNoneIsTold) {
  for (const char* after : {"x", "dibao_household", ":", "dibao_household:x", "dibao_household:x:1"}) {
    const auto read = read_conflicts(*store_, forms_, Divisions::built_in(), {.after = after});
    ASSERT_FALSE(read) << after;
    EXPECT_EQ(read.error().id, "hub.bad_cursor");
  }
}

TEST_F(ConflictsTest, UnknownRecordsAreBadInput) {
  const auto status = resolve("survey_opinion", "current");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "hub.no_such_record");
}

}  // namespace
}  // namespace minsync::review_test
