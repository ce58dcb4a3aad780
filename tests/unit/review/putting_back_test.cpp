#include "hub/review/putting_back.h"

#include "hub/review/conflicts.h"
#include "hub/review/history.h"
#include "tests/unit/review/hub_fixture.h"

namespace minsync::review_test {
namespace {

FieldValue text(const char* value) {
  return std::string(value);
}

class PuttingBackTest : public HubTest {
 protected:
  const Form& household() { return form("dibao_household"); }
  Status back(Version edit, const char* field) {
    return run_in_transaction(*store_, [&](HubStore& s) {
      return put_back(s, context(), *identity_, RecordId{uuid(100)}, edit, field, "asked by phone");
    });
  }
  std::string fault_of(Version edit, const char* field) {
    const auto done = back(edit, field);
    return done ? "" : done.error().id;
  }
  Version version() { return stored(household()).state.version; }
  std::vector<FieldValue> seen(const char* field, const char* value) {
    const bool review = household().group_of(household().field(field)->number).policy == MergePolicy::review;
    return review ? std::vector<FieldValue>{text(value)} : std::vector<FieldValue>{};
  }
};

TEST_F(PuttingBackTest, AnEarlierValueStandsAgainWithItsReasonAndOtherFieldsStay) {
  send(a_, {set(a_, household(), "address", text("old"))});
  const auto first = version();
  send(a_, {set(a_, household(), "address", text("new"), first)});
  send(a_, {set(a_, household(), "phone", text("13800138000"), version())});
  ASSERT_EQ(fault_of(first, "address"), "");
  EXPECT_EQ(shown(household(), "address"), text("old"));
  EXPECT_EQ(shown(household(), "phone"), text("13800138000"));
  const auto history = history_of(*store_, household(), stored(household())).value();
  EXPECT_EQ(history.size(), 4u);
  EXPECT_EQ(history.front().edit.note, "asked by phone");
  EXPECT_EQ(history.front().edit.id.device, identity_->device.id);
  EXPECT_TRUE(conflicts_of(*store_, forms_, true).value().empty());
}

TEST_F(PuttingBackTest, ADecisionIsTakenBack) {
  send(a_, {set(a_, household(), "survey_opinion", text("old"))});
  const auto base = version();
  const auto mine = set(a_, household(), "survey_opinion", text("A"), base, {text("old")});
  send(b_, {set(b_, household(), "survey_opinion", text("B"), base, {text("old")})});
  const auto theirs = version();
  send(a_, {mine});
  ASSERT_TRUE(run_in_transaction(*store_, [&](HubStore& s) {
    return resolve_conflict(s, context(), *identity_, RecordId{uuid(100)}, group(household(), "survey_opinion"),
                            "incoming", "wrong");
  }));
  ASSERT_EQ(shown(household(), "survey_opinion"), text("A"));
  ASSERT_EQ(fault_of(theirs, "survey_opinion"), "");
  EXPECT_EQ(shown(household(), "survey_opinion"), text("B"));
  EXPECT_TRUE(conflicts_of(*store_, forms_, true).value().empty());
}

TEST_F(PuttingBackTest, WhereTheFieldIsInConflictThatIsDecided) {
  send(a_, {set(a_, household(), "survey_opinion", text("old"))});
  const auto base = version();
  const auto mine = set(a_, household(), "survey_opinion", text("A"), base, {text("old")});
  send(b_, {set(b_, household(), "survey_opinion", text("B"), base, {text("old")})});
  send(a_, {mine});
  ASSERT_EQ(conflicts_of(*store_, forms_, false).value().size(), 1u);
  ASSERT_EQ(fault_of(base, "survey_opinion"), "");
  EXPECT_EQ(shown(household(), "survey_opinion"), text("old"));
  EXPECT_TRUE(conflicts_of(*store_, forms_, true).value().empty());
}

TEST_F(PuttingBackTest, WhatCannotBePutBackIsToldAndNothingIsWritten) {
  send(a_, {set(a_, household(), "address", text("old"))});
  send(a_, {set(a_, household(), "aid_items_given", std::int64_t{3}, version())});
  const auto before = version();
  EXPECT_EQ(fault_of(before, "aid_items_given"), "hub.not_put_back");
  EXPECT_EQ(fault_of(before, "status"), "hub.not_put_back");
  EXPECT_EQ(fault_of(before, "address"), "hub.not_in_history");
  EXPECT_EQ(fault_of(Version{before.value + 5}, "address"), "hub.not_in_history");
  EXPECT_EQ(fault_of(before, "no_such_field"), "hub.not_in_history");
  EXPECT_EQ(fault_of(Version{before.value - 1}, "address"), "hub.stands_already");
  EXPECT_EQ(version(), before);
}

}  // namespace
}  // namespace minsync::review_test
